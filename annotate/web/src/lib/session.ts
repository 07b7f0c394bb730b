// Who is logged in.
import { signal } from '@preact/signals'
import { common } from '../strings'
import { actingAs, api, ApiError, loggedOut } from './api'
import { emptyOutbox, outbox } from './outbox'

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
  actingAs.value = answer.user?.id ?? null
  loggedOut.value = false
  return answer
}

export async function logIn(email: string, password: string): Promise<User> {
  const { user } = await api.post<{ user: User }>('/api/app/session', { email, password })
  setUser(user)
  return user
}

/** How many codings of the person on this computer the server has not got; none where nothing can be kept. */
async function unsent(user: number): Promise<number> {
  return outbox.waiting(user).then(
    (all) => all.length,
    () => 0,
  )
}

/** Also forgets the codings that this computer keeps of the person: the next one at it must not find them.
    Refuses while the server has not got them all, unless they are to be lost. */
export async function logOut(lose = false): Promise<void> {
  const user = session.value?.user?.id
  const waiting = user === undefined || lose ? 0 : await unsent(user)
  if (waiting > 0) throw new ApiError(400, 'unsent', common.unsent(waiting))
  await api.remove<null>('/api/app/session')
  setUser(null)
  if (user !== undefined) await emptyOutbox(user).catch((error: unknown) => console.warn(error))
}

/** For answers that log somebody in by another way (one-time links). */
export function setUser(user: User | null): void {
  actingAs.value = user?.id ?? null
  session.value = { user, needs_setup: false, version: session.value?.version ?? '' }
  loggedOut.value = false
}
