// The table of actor codes, fetched once. A server without one leaves the codes to the coder.
import { api, ApiError } from '../lib/api'
import { actorTable, NO_TABLE, type ActorData, type ActorTable } from './actors'

let wanted: Promise<ActorTable> | null = null

async function fetchTable(): Promise<ActorTable> {
  try {
    return actorTable(await api.get<ActorData>('/api/app/actors'))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return NO_TABLE
    throw error
  }
}

export function loadActorTable(): Promise<ActorTable> {
  wanted ??= fetchTable()
  wanted.catch(() => (wanted = null))
  return wanted
}
