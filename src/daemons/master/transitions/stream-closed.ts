import { disconnectFramework } from '../frameworks/disconnect.ts'
import type { Transition } from './transition.ts'

export const streamClosed: Transition<'stream-closed'> = (state, { frameworkId, streamId }) => {
  const framework = state.frameworks.get(frameworkId)
  const current = framework?.connection?.kind === 'http' && framework.connection.streamId === streamId
  return framework && current ? disconnectFramework(state, framework) : []
}
