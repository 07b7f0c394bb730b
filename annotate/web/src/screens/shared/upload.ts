// Sends one file with progress; fetch cannot tell how much has gone out.
import { ApiError, loggedOut, type Fields } from '../../lib/api'
import type { ReadAs } from './files'
import type { ImportReport } from './types'
import { common } from '../../strings/common'

export interface UploadOptions {
  dryRun: boolean
  readAs: ReadAs
  onProgress: (share: number) => void
  signal: AbortSignal
}

export function articlesUrl(project: number, file: string, readAs: ReadAs, dryRun: boolean): string {
  const asked = new URLSearchParams({ filename: file, format: readAs.format, dry_run: String(dryRun) })
  if (readAs.text_field) asked.set('text_field', readAs.text_field)
  if (readAs.encoding) asked.set('encoding', readAs.encoding)
  return `/api/app/projects/${project}/articles?${asked}`
}

function refusal(request: XMLHttpRequest): ApiError {
  let body: { detail?: unknown; code?: unknown; validation_errors?: Fields } = {}
  try {
    body = JSON.parse(request.responseText) as typeof body
  } catch {
    body = {} // a proxy's own page
  }
  const detail = typeof body.detail === 'string' ? body.detail : common.answered(request.status)
  const code = typeof body.code === 'string' ? body.code : String(request.status)
  return new ApiError(request.status, code, detail, body.validation_errors ?? {}, body)
}

export function uploadArticles(project: number, file: File, options: UploadOptions): Promise<ImportReport> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', articlesUrl(project, file.name, options.readAs, options.dryRun))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = (event) => event.lengthComputable && options.onProgress(event.loaded / event.total)
    request.onerror = () => reject(new ApiError(0, 'unreachable', common.unuploaded))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    request.onload = () => {
      if (request.status === 401) loggedOut.value = true
      if (request.status < 200 || request.status >= 300) return reject(refusal(request))
      try {
        resolve(JSON.parse(request.responseText) as ImportReport)
      } catch {
        reject(new ApiError(request.status, 'unreadable', common.unreadable))
      }
    }
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}
