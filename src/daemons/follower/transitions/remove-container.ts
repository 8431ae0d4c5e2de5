import { rootOf } from '../container-id.ts'
import { findContainer } from '../containers/find.ts'
import { forgetWithin } from '../containers/life.ts'
import type { Effect } from '../effects.ts'
import type { Transition } from './transition.ts'

/** Its sandbox goes, and nobody can ask any more how it ended. Doing it twice does no harm. */
export const removeContainer: Transition<'remove-container'> = (state, { request, containerId }) => {
  const refuse = (message: string): Effect[] => [{ kind: 'reply', request, status: 500, message }]
  const root = findContainer(state, rootOf(containerId))
  const found = findContainer(state, containerId)
  if (found !== undefined && (found.kind === 'executor' || found.held.phase !== 'ended')) {
    return refuse('Nested container has not terminated yet')
  }
  if (root === undefined) return refuse('Unknown root container')
  if (found === undefined) return [{ kind: 'reply', request, status: 200 }]
  const { held } = found
  const within = forgetWithin(state, containerId)
  state.containers.delete(containerId)
  const { directory } = held
  return [
    ...within,
    ...(held.kind === 'debug' ? [] : [{ kind: 'remove-sandbox', containerId, directory } as const]),
    { kind: 'checkpoint-container-end', containerId },
    { kind: 'reply', request, status: 200 },
  ]
}
