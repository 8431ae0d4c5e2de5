import type { Event } from '../../daemons/follower/events.ts'
import type { FollowerState } from '../../daemons/follower/state.ts'
import { CallSubscribe } from '../../mesos/messages/executor.ts'
import { TaskStatus } from '../../mesos/messages/task.ts'
import { copyAs } from '../network/copy.ts'
import type { Process } from '../process.ts'
import type { ExecutorWorld } from './executor.ts'
import type { ExecutorStreams } from './executor-streams.ts'

interface Inside {
  readonly state: FollowerState
  readonly process: Process
  readonly streams: ExecutorStreams
  readonly post: (event: Event) => void
}

/** A follower's HTTP border as executors meet it: http/executor.ts without bytes and headers. */
export const executorDoor =
  ({ state, process, streams, post }: Inside): ExecutorWorld['subscribe'] =>
  ({ order: { run } }, call, hear, closed) => {
    if (run === undefined) return undefined
    const { frameworkId, executorId } = run
    const known = state.frameworks.get(frameworkId)?.executors.get(executorId)
    if (process.paused || known?.kind !== 'custom' || known.containerId !== run.containerId) return undefined
    const stream = streams.open(hear, () => {
      post({ kind: 'executor-disconnected', stream })
      closed()
    })
    post({ kind: 'executor-subscribed', frameworkId, executorId, stream, call: copyAs(CallSubscribe, call) })
    return status => {
      const sent = copyAs(TaskStatus, status)
      process.after(1, () => post({ kind: 'executor-update', frameworkId, executorId, status: sent }))
    }
  }
