import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The scheduler failed over or changed its mind. */
export const updateFramework: Transition<'update-framework'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('the update of a framework', from)
  const framework = state.frameworks.get(message.framework_id.value)
  if (framework === undefined) return []
  framework.pid = message.pid !== undefined && !message.pid.startsWith('@') ? message.pid : undefined
  if (message.framework_info) framework.info = { ...message.framework_info, id: message.framework_id }
  if (framework.info.checkpoint !== true) return []
  return [{ kind: 'checkpoint-framework', info: framework.info, pid: framework.pid, again: true }]
}
