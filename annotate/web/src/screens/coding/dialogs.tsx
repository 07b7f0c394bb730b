import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { coding as words } from '../../strings'
import { keySheet } from '../../strings/keys'
import { common } from '../../strings'
import { useDesk } from './context'

function Dialog({ title, children }: { title: string; children: ComponentChildren }) {
  const desk = useDesk()
  const ref = useRef<HTMLDialogElement>(null)
  const close = () => {
    desk.dialog.value = null
    desk.focus.value += 1
  }
  useEffect(() => {
    const dialog = ref.current
    if (dialog && !dialog.open) dialog.showModal()
  }, [])
  return (
    <dialog
      class="dialog dialog-sheet"
      ref={ref}
      aria-label={title}
      onClose={close}
      onClick={(e) => {
        if (e.target === ref.current) ref.current?.close()
      }}
    >
      <h2>{title}</h2>
      {children}
      <div class="do">
        <button class="btn btn-edge" onClick={() => ref.current?.close()}>
          {common.close} <kbd>Esc</kbd>
        </button>
      </div>
    </dialog>
  )
}

function KeySheet() {
  return (
    <Dialog title={words.keys}>
      <div class="sheet">
        {keySheet.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => [
                <dt key={key}>
                  {key.split(' ').map((cap) => (
                    <kbd key={cap}>{cap}</kbd>
                  ))}
                </dt>,
                <dd key={`${key}?`}>{what}</dd>,
              ])}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function Guideline() {
  const { project } = useDesk().parts.screen
  const { codebook } = useDesk().parts
  return (
    <Dialog title={words.guideline}>
      <p class="guideline-text">{project.instructions || words.noGuideline}</p>
      <p class="note">
        {codebook.data.title}, {codebook.data.version}
      </p>
    </Dialog>
  )
}

export function Dialogs() {
  const { dialog } = useDesk()
  if (dialog.value === 'keys') return <KeySheet />
  return dialog.value === 'guideline' ? <Guideline /> : null
}
