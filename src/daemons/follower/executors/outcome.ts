import { describeSignal } from '../../../mesos/signal-words.ts'
import type { EventOf, Limitation, MemoryLimitReached } from '../events.ts'
import type { Executor, FollowerTask } from '../state.ts'
import type { StatusNews } from '../status-updates/make-status.ts'

/** What a command task's framework is told when all is over (containerizer.md 11). */
export const commandOutcome = (
  { killing }: FollowerTask,
  { record, memory }: EventOf<'container-destroyed'>,
  limitation: Limitation | undefined,
): StatusNews => {
  if (limitation !== undefined) return limitOutcome(limitation)
  if (memory !== undefined) return memoryOutcome(memory)
  const message = record === undefined ? 'How the command ended is lost' : describeEnd(record)
  if (killing?.why === 'max-completion-time') {
    return { state: 'TASK_FAILED', message, reason: 'REASON_MAX_COMPLETION_TIME_REACHED' }
  }
  if (killing !== undefined && record === undefined) {
    return { state: 'TASK_KILLED', reason: 'REASON_TASK_KILLED_DURING_LAUNCH', message: 'Killed before it ran' }
  }
  if (killing !== undefined) {
    return { state: 'TASK_KILLED', message, ...(killing.why === 'drained' ? { reason: 'REASON_AGENT_DRAINING' } : {}) }
  }
  if (record === undefined) {
    return { state: 'TASK_FAILED', source: 'SOURCE_AGENT', message, reason: 'REASON_EXECUTOR_TERMINATED' }
  }
  return { state: record.exitCode === 0 ? 'TASK_FINISHED' : 'TASK_FAILED', message }
}

/** What is told of a task that had not ended when its executor's container was destroyed. */
export const executorOutcome = (
  executor: Pick<Executor, 'kind' | 'limitation' | 'demise'>,
  held: FollowerTask,
  event: EventOf<'container-destroyed'>,
): StatusNews => {
  const own = executor.kind === 'command' || (executor.kind === 'pod' && held.killing !== undefined)
  return own ? commandOutcome(held, event, executor.limitation) : abandonedOutcome(executor, event)
}

/** The task of an executor that ended before it. */
const abandonedOutcome = (
  { kind, limitation, demise }: Pick<Executor, 'kind' | 'limitation' | 'demise'>,
  { record, memory }: EventOf<'container-destroyed'>,
): StatusNews => {
  if (limitation !== undefined) return limitOutcome(limitation)
  if (memory !== undefined) return memoryOutcome(memory)
  if (demise !== undefined) return { source: 'SOURCE_AGENT', ...demise }
  const what = kind === 'pod' ? 'The pod' : 'Executor'
  const message = record === undefined ? 'The executor has vanished' : describeEnd(record).replace('Command', what)
  return { state: 'TASK_FAILED', source: 'SOURCE_AGENT', message, reason: 'REASON_EXECUTOR_TERMINATED' }
}

const describeEnd = ({ signal, exitCode }: NonNullable<EventOf<'container-destroyed'>['record']>): string =>
  signal === undefined
    ? `Command exited with status ${exitCode}`
    : `Command terminated with signal ${describeSignal(signal)}`

const mb = 1024 * 1024

export const memoryOutcome = ({ limitBytes, maxUsedBytes, statistics }: MemoryLimitReached): StatusNews => ({
  state: 'TASK_FAILED',
  source: 'SOURCE_AGENT',
  reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
  message:
    `Memory limit exceeded: Requested: ${inMegabytes(limitBytes)} Maximum Used: ${inMegabytes(maxUsedBytes)}\n` +
    `\nMEMORY STATISTICS: \n${statistics}`,
  limitation: {
    resources: [{ name: 'mem', type: 'SCALAR', scalar: { value: Math.floor(maxUsedBytes / mb) }, role: '*' }],
  },
})

const limitOutcome = ({ reason, message, resources }: Limitation): StatusNews => ({
  state: 'TASK_FAILED',
  source: 'SOURCE_AGENT',
  reason,
  message,
  limitation: { resources: [...(resources ?? [])] },
})

const inMegabytes = (bytes: number) => `${Math.floor(bytes / mb)}MB`
