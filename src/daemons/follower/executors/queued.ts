import type { Effect } from '../effects.ts'
import type { Executor, Framework } from '../state.ts'
import { newTask, runOf } from '../tasks.ts'

/** Tasks that no executor will get become tasks that can be reported on, on disk like all others. `only`: one of them. */
export const takeQueued = (framework: Framework, executor: Executor, only?: string): Effect[] =>
  [...executor.queued.values()]
    .filter(({ task_id }) => only === undefined || task_id.value === only)
    .flatMap(info => {
      executor.queued.delete(info.task_id.value)
      const task = newTask(info, framework.id, executor)
      executor.tasks.set(info.task_id.value, { info, task })
      if (framework.info.checkpoint !== true) return []
      return [{ kind: 'checkpoint-task', run: runOf(framework, executor), task, info } as const]
    })
