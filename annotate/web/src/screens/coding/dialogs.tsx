import type { ComponentChildren } from 'preact'
import type { Desk } from '../../coding/desk'
import { DEFAULT_KEYS, remap, saveKeymap, type CommandName, type Keymap } from '../../coding/keymap'
import { caps, coding as words, common, pages } from '../../strings'
import { keySheet } from '../../strings/keys'
import { spacing, textSize } from '../shared/look'
import { Markdown } from '../shared/markdown'
import { Segments } from '../shared/segments'
import { useDesk } from './context'
import { LogIn } from './login'
import { useModal } from './modal'

export function Dialog({ title, children }: { title: string; children: ComponentChildren }) {
  const { ref, shut, onCancel, onClose } = useModal()
  return (
    <dialog
      class="dialog dialog-sheet"
      ref={ref}
      aria-label={title}
      onCancel={onCancel}
      onClose={onClose}
      onClick={(e) => {
        if (e.target === ref.current) shut()
      }}
    >
      <h2>{title}</h2>
      {children}
      <div class="do">
        <button class="btn btn-edge" onClick={shut}>
          {common.close} <kbd>{caps.esc}</kbd>
        </button>
      </div>
    </dialog>
  )
}

/** Shows the key of a command; another one typed into it takes its place. */
function KeyBox({ command, what }: { command: CommandName; what: string }) {
  const desk = useDesk()
  const { keys, single } = desk.keymap.value
  return (
    <input
      class="key-box"
      aria-label={words.keyOf(what)}
      value={keys[command]}
      disabled={!single}
      maxLength={2}
      onFocus={(e) => e.currentTarget.select()}
      onInput={(e) => {
        const typed = [...e.currentTarget.value].filter((l) => l !== keys[command]).at(-1) ?? ''
        setKeys(desk, remap(desk.keymap.value, command, typed))
        e.currentTarget.value = desk.keymap.value.keys[command]
        e.currentTarget.select()
      }}
    />
  )
}

function setKeys(desk: Desk, keymap: Keymap): void {
  desk.keymap.value = keymap
  saveKeymap(localStorage, keymap)
}

function KeyChoices() {
  const desk = useDesk()
  const keymap = desk.keymap.value
  return (
    <p class="key-choices">
      <label>
        <input
          type="checkbox"
          checked={keymap.single}
          onChange={(e) => setKeys(desk, { ...keymap, single: e.currentTarget.checked })}
        />{' '}
        {words.singleKeys}
      </label>
      <button class="btn btn-link" onClick={() => setKeys(desk, DEFAULT_KEYS)}>
        {words.resetKeys}
      </button>
    </p>
  )
}

function KeySheet() {
  return (
    <Dialog title={words.keysAndText}>
      <div class="look">
        <Segments of={textSize} title={pages.look.size} says={pages.look.sizes} />
        <Segments of={spacing} title={pages.look.spacing} says={pages.look.spacings} />
      </div>
      <KeyChoices />
      <div class="sheet">
        {keySheet.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what, command]) => [
                <dt key={what}>
                  {command && <KeyBox command={command} what={what} />}
                  {key.split(' ').map((cap) => cap && <kbd key={cap}>{cap}</kbd>)}
                </dt>,
                <dd key={`${what}?`}>{what}</dd>,
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
      <div class="guideline-text">
        {project.instructions ? <Markdown text={project.instructions} /> : <p>{words.noGuideline}</p>}
      </div>
      <p class="note">
        {codebook.data.title}, {codebook.data.version}
      </p>
    </Dialog>
  )
}

export function Dialogs() {
  const { dialog } = useDesk()
  if (dialog.value === 'login') return <LogIn />
  if (dialog.value === 'keys') return <KeySheet />
  return dialog.value === 'guideline' ? <Guideline /> : null
}
