import { disconnectFramework } from '../frameworks/disconnect.ts'
import type { Transition } from './transition.ts'

/** A stream that was displaced is not in the table any more: its framework has another. */
export const streamClosed: Transition<'stream-closed'> = (state, { streamId }) => {
  const framework = state.frameworks.get(state.streams.get(streamId) ?? '')
  return framework ? disconnectFramework(state, framework) : []
}
