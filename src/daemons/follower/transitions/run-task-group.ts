import { ignored, isFromMaster } from '../registration.ts'
import { reportUnknown } from '../tasks.ts'
import type { Transition } from './transition.ts'

const message = 'Task groups are not implemented by this agent'

/** Said at once and for each task, so that a scheduler can go elsewhere. */
export const runTaskGroup: Transition<'run-task-group'> = (state, { from, message: group }, now) => {
  if (!isFromMaster(state, from)) return ignored('a task group', from)
  const frameworkId = group.framework.id?.value ?? ''
  return (group.task_group.tasks ?? []).flatMap(({ task_id }) =>
    reportUnknown(
      state,
      frameworkId,
      task_id.value,
      { state: 'TASK_ERROR', reason: 'REASON_TASK_GROUP_INVALID', message },
      now,
    ),
  )
}
