import type { Event as FollowerEvent } from '../daemons/follower/events.ts'
import type { Event as MasterEvent } from '../daemons/master/events.ts'
import type { SchedulerInput } from './framework/state.ts'

interface Named {
  readonly value?: string
}

/** Fields that hold an id, wherever an event or the message in it has them. */
const PLAIN = ['agentId', 'frameworkId', 'containerId', 'taskId', 'pid', 'from', 'key'] as const
const WRAPPED = ['agent_id', 'framework_id', 'task_id', 'executor_id'] as const
const INNER = ['message', 'call', 'update', 'status', 'agent', 'task', 'framework'] as const

/** The ids that something is about, for the trace. */
const idsOf = (value: object, depth = 0): string[] => {
  const fields = value as Record<string, unknown>
  const found: string[] = []
  for (const key of PLAIN) if (typeof fields[key] === 'string') found.push(fields[key])
  for (const key of WRAPPED) {
    const id = (fields[key] as Named | undefined)?.value
    if (id !== undefined) found.push(id)
  }
  const own = (fields.id as Named | undefined)?.value
  if (typeof own === 'string') found.push(own)
  if (depth > 3) return found
  for (const key of INNER)
    if (typeof fields[key] === 'object' && fields[key]) found.push(...idsOf(fields[key], depth + 1))
  return found
}

export const subjectsOf = (event: MasterEvent | FollowerEvent | SchedulerInput): string[] => {
  if (event.kind !== 'event') return [...new Set(idsOf(event))]
  const { event: told } = event as Extract<SchedulerInput, { kind: 'event' }>
  const status = told.update?.status
  if (status) return [...idsOf(status), status.state, status.uuid ?? '']
  const offers = told.offers?.offers?.flatMap(({ id, agent_id }) => [id.value, agent_id.value])
  return offers ?? idsOf(told.subscribed ?? told.failure ?? told.rescind ?? {})
}
