import { eventOf } from '../../coding/edit'
import { matchedWords } from '../../coding/matched'
import { exampleParts, type Code } from '../../lib/codebook'
import { coding as words } from '../../strings'
import { keepFocus, useDesk } from './context'

/** Pinned, else under the cursor in the picker, else that of the event at hand. */
function useCode(): Code | undefined {
  const desk = useDesk()
  const { open, coding, selected } = desk.state.value
  const list = desk.list.value
  const row = list.kind === 'code' ? list.rows[open?.row ?? 0]?.code : undefined
  return (
    desk.parts.codebook.get(desk.pinned.value) ??
    row ??
    desk.parts.codebook.get(eventOf(coding, open?.event ?? selected)?.code)
  )
}

function Others({ code }: { code: Code }) {
  const desk = useDesk()
  if (code.not_to_confuse.length === 0) return null
  return (
    <dl>
      <dt class="head">{words.notToConfuse}</dt>
      {code.not_to_confuse.map((other) => [
        <dt key={other.code}>
          <button class="btn btn-link code" title={words.readOf(other.code)} onClick={() => (desk.pinned.value = other.code)}>
            {other.code}
          </button>
        </dt>,
        <dd key={`${other.code}?`}>
          <b>{desk.parts.codebook.get(other.code)?.label}</b> {other.question}
        </dd>,
      ])}
    </dl>
  )
}

/** How events of this code read, and whom they need. */
function Usage({ code }: { code: Code }) {
  const [source, target] = [words.slots.source.toLowerCase(), words.slots.target.toLowerCase()]
  const reads = code.say?.replaceAll('{S}', words.readsAs.source).replaceAll('{T}', words.readsAs.target)
  const needs = [words.needs[code.source](source), words.needs[code.target](target)].filter(Boolean).join(', ')
  return (
    <p class="usage quiet">
      {reads && <em>{reads}</em>} {needs && <span>{needs}</span>}
    </p>
  )
}

/** What the project has decided about this code, and about those above it. */
function Rulings({ code }: { code: Code }) {
  const { codebook, screen } = useDesk().parts
  const above = new Set(codebook.path(code.code).map((one) => one.code))
  const found = screen.project.rulings.filter((ruling) => above.has(ruling.code))
  if (found.length === 0) return null
  return (
    <div class="rulings">
      <p class="head">{words.ruled}</p>
      {found.map((ruling) => (
        <p key={ruling.id} dir="auto">{ruling.code !== code.code && <b class="code">{ruling.code} </b>}{ruling.text}</p>
      ))}
    </div>
  )
}

/** Sentences of this code, the words that say what happened marked as a trigger is in the text. */
function Examples({ code }: { code: Code }) {
  if (!code.examples?.length) return null
  return (
    <div class="examples">
      <p class="head">{words.forExample}</p>
      {code.examples.map((sentence) => {
        const { before, trigger, after } = exampleParts(sentence)
        return <p key={sentence}>{before}{trigger && <em>{trigger}</em>}{after}</p>
      })}
    </div>
  )
}

/** The search words that hold what is typed, or else the first of all. */
function SearchWords({ code, hits }: { code: Code; hits: boolean }) {
  const typed = useDesk().state.value.open?.typed ?? ''
  const found = matchedWords(code, typed).filter(({ hit }) => hit === hits)
  if (found.length === 0) return null
  return (
    <p class="search-words quiet">
      {hits ? words.foundBy : words.alsoFoundBy}{' '}
      {found.map(({ text, hit }, i) => [i > 0 ? ', ' : '', hit ? <mark key={text}>{text}</mark> : text])}
    </p>
  )
}

export function Definition() {
  const desk = useDesk()
  const code = useCode()
  if (!code)
    return (
      <aside class="definition" aria-label={words.definition}>
        <p class="note">{words.definitionEmpty}</p>
      </aside>
    )
  const pinned = desk.pinned.value !== null
  const { codebook } = desk.parts
  return (
    <aside class="definition" aria-label={words.definitionOf(code.code)} onMouseDown={keepFocus}>
      <div class="crumb">
        <span>{codebook.crumbs(code.code) || words.definition}</span>
        <button
          class="btn btn-link note"
          aria-pressed={pinned}
          title={words.pinHow}
          onClick={() => (desk.pinned.value = pinned ? null : code.code)}
        >
          {pinned ? words.unpin : words.pin} <kbd>F2</kbd>
        </button>
      </div>
      <h2>
        {code.code}&ensp;{code.label}
      </h2>
      <p>{code.definition} {code.note}</p>
      <Rulings code={code} />
      <Examples code={code} />
      <SearchWords code={code} hits />
      <Others code={code} />
      <Usage code={code} />
      <SearchWords code={code} hits={false} />
      <p class="note">{words.codebookVersion(codebook.data.title, codebook.data.version)}</p>
    </aside>
  )
}
