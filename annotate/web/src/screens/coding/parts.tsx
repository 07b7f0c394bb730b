// The pieces of an event read as a sentence.
import type { Part } from '../../coding/say'
import { shownWords, type Mention } from '../../lib/coding'
import { coding as words } from '../../strings'

function ActorView({ mention, side }: { mention: Mention; side: string }) {
  return (
    <>
      <bdi class={`words ln ln-${side}`}>{shownWords(mention)}</bdi>
      {mention.actor_code !== null && (
        <>
          {' '}
          <span class="actor">{mention.actor_code || words.unknownActor}</span>
        </>
      )}
    </>
  )
}

export function PartView({ part }: { part: Part }) {
  if (part.kind === 'text') return <>{part.text}</>
  if (part.kind === 'trigger') return <bdi class="words ln ln-trigger">{part.text}</bdi>
  if (part.kind === 'blank') return <span class="blank" role="img" aria-label={words.unfilled[part.side]} />
  if (part.kind !== 'actors') return <span class="quiet">({words.notStatedWord})</span>
  return (
    <>
      {part.mentions.map((mention, i) => (
        <span key={mention.id}>
          {i > 0 && ', '}
          <ActorView mention={mention} side={part.side} />
        </span>
      ))}
    </>
  )
}
