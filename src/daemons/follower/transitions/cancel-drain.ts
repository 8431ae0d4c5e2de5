import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The operator thinks better of a drain: new tasks may come. Those that were told to end do so. */
export const cancelDrain: Transition<'cancel-drain'> = (state, { from }) => {
  if (!isFromMaster(state, from)) return ignored('the end of a drain', from)
  if (state.draining === undefined) return []
  state.draining = undefined
  return [
    { kind: 'log', level: 'info', message: 'the drain is cancelled' },
    { kind: 'cancel-timer', id: 'drain' },
    { kind: 'checkpoint-drain' },
  ]
}
