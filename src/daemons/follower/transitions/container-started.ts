import { signal } from '../executors/stop.ts'
import { ownerOf } from '../state.ts'
import { report, runOf } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** The process is there. A command task runs with that; a custom executor has yet to say that it is ready. */
export const containerStarted: Transition<'container-started'> = (state, { containerId, pid, startTime }, now) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.process !== undefined) return []
  const { framework, executor } = owner
  executor.process = { pid, startTime }
  const checkpoint =
    framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-process', run: runOf(framework, executor), pid, startTime } as const]
      : []
  if (executor.kind === 'custom') return checkpoint
  executor.state = 'running'
  return [
    ...checkpoint,
    ...[...executor.tasks.values()].flatMap(held => {
      if (held.killing !== undefined) return [signal(executor, 'SIGTERM')]
      const taskId = held.task.task_id.value
      const most = held.info?.max_completion_time
      return [
        ...report(state, framework, executor, held, { state: 'TASK_RUNNING' }, now),
        ...(most === undefined
          ? []
          : [
              {
                kind: 'timer',
                id: `completion ${framework.id}/${taskId}`,
                after: most.nanoseconds / 1e6,
                then: { kind: 'max-completion-due', frameworkId: framework.id, taskId },
              } as const,
            ]),
      ]
    }),
  ]
}
