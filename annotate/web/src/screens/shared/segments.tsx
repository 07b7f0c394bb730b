import { useState } from 'preact/hooks'
import { pages } from '../../strings'
import { choose, type Choice } from './look'

/** One of a few values of how this browser shows the pages. */
export function Segments<T extends string>({ of, title, says }: { of: Choice<T>; title: string; says: Record<T, string> }) {
  const [kept, setKept] = useState(true)
  return (
    <>
      <fieldset class="choice">
        <legend>{title}</legend>
        <div class="segments">
          {of.values.map((one) => (
            <label key={one}>
              <input type="radio" name={of.name} value={one} checked={of.chosen.value === one} onChange={() => setKept(choose(of, one))} />
              <span>{says[one]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {!kept && <p class="note">{pages.look.notKept}</p>}
    </>
  )
}
