import type { Effect } from '../effects.ts'
import { notifyStatus } from '../frameworks/notify.ts'
import type { MasterState, UnreachableAgent } from '../state.ts'
import { completeTask } from '../tasks/remove.ts'
import { masterStatus } from '../tasks/status.ts'
import { updateTask } from '../tasks/update.ts'
import { goneFate } from './gone-fate.ts'

/** An unreachable agent is marked gone: what might have come back with it is over, and its frameworks hear so. */
export const neverBack = (
  state: MasterState,
  agentId: string,
  tasks: UnreachableAgent['tasks'],
  now: number,
): Effect[] =>
  [...(tasks ?? [])].flatMap(([frameworkId, taskIds]) => {
    const framework = state.frameworks.get(frameworkId)
    return taskIds.flatMap(taskId => {
      const task = framework?.unreachableTasks.get(taskId)
      if (framework === undefined || task === undefined || task.agent_id.value !== agentId) return []
      framework.unreachableTasks.delete(taskId)
      const executorId = task.executor_id?.value
      const message = 'Agent has been marked gone'
      const status = masterStatus({ taskId, agentId, executorId, ...goneFate(framework), message }, now)
      const effects = updateTask(state, task, status)
      completeTask(state, framework, task)
      return [...effects, ...notifyStatus(framework, status)]
    })
  })
