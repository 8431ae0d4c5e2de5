import { findContainer, hasEnded, processOf, shownKey } from '../containers/find.ts'
import { destroyHeld } from '../containers/life.ts'
import type { Effect } from '../effects.ts'
import type { Transition } from './transition.ts'

/** To its first process alone, as Mesos does it; where there is none yet, the container is not started at all. */
export const killContainer: Transition<'kill-container'> = (state, { request, containerId, signal }) => {
  const found = findContainer(state, containerId)
  if (found === undefined || hasEnded(found)) {
    const message = `Container '${shownKey(containerId)}' cannot be found (or is already killed)`
    return [{ kind: 'reply', request, status: 404, message }]
  }
  const { process, directory } = processOf(found)
  const reply: Effect = { kind: 'reply', request, status: 200 }
  if (process !== undefined) return [{ kind: 'signal-first', process, signal }, reply]
  return found.kind === 'held' ? [destroyHeld(found.held), reply] : [{ kind: 'destroy', containerId, directory }, reply]
}
