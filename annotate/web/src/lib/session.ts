// Who is logged in.
import { signal } from '@preact/signals'
import { api, loggedOut } from './api'
import { emptyOutbox } from './outbox'

export interface User {
  id: number
  email: string
  name: string
  is_admin: boolean
}

export interface Session {
  user: User | null
  needs_setup: boolean
  version: string
}

/** Null until the server has answered for the first time. */
export const session = signal<Session | null>(null)

export async function loadSession(): Promise<Session> {
  const answer = await api.get<Session>('/api/app/session')
  session.value = answer
  loggedOut.value = false
  return answer
}

export async function logIn(email: string, password: string): Promise<User> {
  const { user } = await api.post<{ user: User }>('/api/app/session', { email, password })
  setUser(user)
  return user
}

/** Also forgets the codings that this computer keeps: the next person at it must not find them. */
export async function logOut(): Promise<void> {
  await api.remove<null>('/api/app/session')
  setUser(null)
  await emptyOutbox()
}

/** For answers that log somebody in by another way (one-time links). */
export function setUser(user: User | null): void {
  session.value = { user, needs_setup: false, version: session.value?.version ?? '' }
  loggedOut.value = false
}
