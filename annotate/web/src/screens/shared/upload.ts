// Sends one file with progress; fetch cannot tell how much has gone out.
import { ApiError, loggedOut, type Fields } from '../../lib/api'
import type { ImportReport } from './types'

export interface UploadOptions {
  dryRun: boolean
  format: string
  onProgress: (share: number) => void
  signal: AbortSignal
}

export function articlesUrl(project: number, file: string, format: string, dryRun: boolean): string {
  return `/api/app/projects/${project}/articles?${new URLSearchParams({ filename: file, format, dry_run: String(dryRun) })}`
}

function refusal(request: XMLHttpRequest): ApiError {
  let body: { detail?: unknown; code?: unknown; validation_errors?: Fields } = {}
  try {
    body = JSON.parse(request.responseText) as typeof body
  } catch {
    body = {} // a proxy's own page
  }
  const detail = typeof body.detail === 'string' ? body.detail : `The server answered ${request.status}.`
  const code = typeof body.code === 'string' ? body.code : String(request.status)
  return new ApiError(request.status, code, detail, body.validation_errors ?? {}, body)
}

export function uploadArticles(project: number, file: File, options: UploadOptions): Promise<ImportReport> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', articlesUrl(project, file.name, options.format, options.dryRun))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = (event) => event.lengthComputable && options.onProgress(event.loaded / event.total)
    request.onerror = () => reject(new ApiError(0, 'unreachable', 'The server cannot be reached, or the file cannot be read.'))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    request.onload = () => {
      if (request.status === 401) loggedOut.value = true
      if (request.status < 200 || request.status >= 300) return reject(refusal(request))
      try {
        resolve(JSON.parse(request.responseText) as ImportReport)
      } catch {
        reject(new ApiError(request.status, 'unreadable', 'The answer of the server cannot be read.'))
      }
    }
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}
