import type { EndRecord } from '../../daemons/follower/containerizer/launcher/records.ts'
import type { TaskState } from '../../mesos/messages/task.ts'
import { taskIn } from '../agent/machine.ts'
import type { InvariantKind } from './invariant.ts'

/** States that say how the task itself ended; from them there is no way to another. */
const FINAL: ReadonlySet<TaskState> = new Set<TaskState>(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR'])

/** What frameworks hear is how it was. */
export const outcomes: InvariantKind = {
  name: 'outcomes-are-true',
  says: 'a task that an agent tells to have finished did, one that ended is not heard to run again, and nothing else is told once it was told how it ended',
  create: (_, report) => {
    const ends = new Map<string, EndRecord | 'lost' | undefined>()
    const heard = new Map<string, TaskState>()
    return {
      containerEnded: (_node, { order, record }) => {
        const id = taskIn(order)
        if (id !== undefined) ends.set(id, record)
      },
      taskEnded: (taskId, how) =>
        void ends.set(
          taskId,
          typeof how === 'number' ? { status: how << 8, exitCode: how } : how === 'lost' ? how : undefined,
        ),
      rebooted: ({ machine }) => {
        for (const { order } of machine.containers.values()) {
          const id = taskIn(order)
          if (id !== undefined) ends.set(id, 'lost')
        }
      },
      frameworkStepped: (_node, input) => {
        const status = input.kind === 'event' ? input.event.update?.status : undefined
        if (status?.uuid === undefined) return
        const id = status.task_id.value
        const wrong = (message: string) => report(`task ${id} ${message}`, [id])
        const before = heard.get(id)
        if (before !== undefined && before !== status.state) wrong(`was told as ${before}, now as ${status.state}`)
        if (FINAL.has(status.state)) heard.set(id, status.state)
        const end = ends.get(id)
        if (end === 'lost') return
        if (status.state === 'TASK_FINISHED' && end?.exitCode !== 0)
          wrong(`is told as finished: ${JSON.stringify(end)}`)
        if (status.state === 'TASK_FAILED' && end?.exitCode === 0) wrong('is told as failed, and finished')
      },
    }
  },
}
