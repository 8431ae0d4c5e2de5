import { heartbeat } from '../frameworks/heartbeat.ts'
import type { Transition } from './transition.ts'

export const heartbeatDue: Transition<'heartbeat-due'> = (state, { frameworkId, streamId }) => {
  const framework = state.frameworks.get(frameworkId)
  const current = framework?.connection?.kind === 'http' && framework.connection.streamId === streamId
  return current ? heartbeat(frameworkId, streamId) : []
}
