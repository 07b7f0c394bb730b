// Where files are dropped, or chosen by a button.
import { useRef, useState } from 'preact/hooks'
import { pages } from '../../strings'
import { Message } from './parts'

const words = pages.articles

interface Dropped {
  files: File[]
  folders: string[]
}

/** A folder comes as a file that cannot be read, so it is told apart here. */
function dropped(transfer: DataTransfer): Dropped {
  const found: Dropped = { files: [], folders: [] }
  for (const item of [...transfer.items]) {
    const entry = item.webkitGetAsEntry?.() ?? null
    const file = item.getAsFile()
    if (entry?.isDirectory) found.folders.push(entry.name)
    else if (file) found.files.push(file)
  }
  return found
}

export function DropZone({ onFiles, compact }: { onFiles: (files: File[]) => void; compact: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [folders, setFolders] = useState<string[]>([])

  function onDrop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    if (!event.dataTransfer) return
    const found = dropped(event.dataTransfer)
    setFolders(found.folders)
    if (found.files.length) onFiles(found.files)
  }

  function onChange(event: { currentTarget: HTMLInputElement }): void {
    const chosen = [...(event.currentTarget.files ?? [])]
    event.currentTarget.value = '' // the same file can be chosen again after a change
    setFolders([])
    if (chosen.length) onFiles(chosen)
  }

  return (
    <div class={`drop${over ? ' drop-over' : ''}${compact ? ' drop-compact' : ''}`} role="group" aria-label={words.drop}
      onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={onDrop}>
      <p><b>{words.drop}</b></p>
      <p class="note">{words.dropSay}</p>
      <button type="button" class="btn btn-edge" onClick={() => input.current?.click()}>{words.choose}</button>
      <input ref={input} class="hide" type="file" multiple tabIndex={-1} aria-hidden="true" onChange={onChange} />
      {folders.length > 0 && <Message error>{words.folder(folders.join(', '))}</Message>}
    </div>
  )
}
