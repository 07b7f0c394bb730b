// How the saving reaches the server.
import { api } from '../lib/api'
import { openTask, PATIENCE } from '../lib/screen'
import type { Door } from './saving'

/** Browsers send no more than this from a page that is being left. */
const LAST_BYTES = 60_000

/** `then`: what a submission asks for besides, as a query. */
export function doorTo(task: number, then: () => string = () => ''): Door {
  return {
    draft: (body, leaving) => {
      const keepalive = leaving && JSON.stringify(body).length < LAST_BYTES / 3 // a character takes up to three bytes
      return api.put(`/api/app/tasks/${task}/draft`, body, { within: PATIENCE, keepalive })
    },
    submit: (body, annotation) =>
      annotation === null
        ? api.post(`/api/tasks/${task}/annotations${then()}`, body, { within: PATIENCE })
        : api.patch(`/api/annotations/${annotation}${then()}`, body, { within: PATIENCE }),
    look: () => openTask(task),
  }
}
