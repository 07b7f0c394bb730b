import type { ComponentChildren } from 'preact'

/** Beside its subject: what is wrong, then the ways out. */
export function Message({
  lines,
  error,
  children,
}: {
  lines: readonly [string, string]
  error?: boolean
  children?: ComponentChildren
}) {
  return (
    <div class={`message${error ? ' message-error' : ''}`} role="status">
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <path d="M7 1.6 13 12.4H1Z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
        <path d="M7 5.4v3.4M7 10.3v.9" stroke="currentColor" stroke-width="1.4" />
      </svg>
      <span>
        <b>{lines[0]}</b> {lines[1]}
      </span>
      {children && <span class="message-do">{children}</span>}
    </div>
  )
}
