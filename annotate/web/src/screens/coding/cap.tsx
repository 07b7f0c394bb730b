import type { CommandName } from '../../coding/keymap'
import { useDesk } from './context'

/** The key that a command is on now; nothing while single keys are switched off. */
export function Cap({ of, shift }: { of: CommandName; shift?: boolean }) {
  const { single, keys } = useDesk().keymap.value
  return single ? <kbd>{shift ? keys[of].toUpperCase() : keys[of]}</kbd> : null
}
