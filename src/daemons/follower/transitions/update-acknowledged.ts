import { retireExecutor } from '../executors/retire.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { acknowledgeUpdate } from '../status-updates/stream.ts'
import { findTask } from '../tasks.ts'
import type { Transition } from './transition.ts'

const maxCompletedTasks = 200

export const updateAcknowledged: Transition<'update-acknowledged'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('an acknowledgement', from)
  const frameworkId = message.framework_id.value
  const taskId = message.task_id.value
  const result = acknowledgeUpdate(state, frameworkId, taskId, message.uuid)
  if (!result.known) {
    return [
      { kind: 'log', level: 'info', message: `an acknowledgement for task ${taskId} matches no update under way` },
    ]
  }
  const found = result.terminal ? findTask(state, frameworkId, taskId) : undefined
  if (found === undefined) return result.effects
  const { framework, executor, held } = found
  executor.tasks.delete(taskId)
  if (held.nested !== undefined) state.containers.delete(held.nested)
  executor.completedTasks.push(held.task)
  if (executor.completedTasks.length > maxCompletedTasks) executor.completedTasks.shift()
  return [...result.effects, ...retireExecutor(state, framework, executor)]
}
