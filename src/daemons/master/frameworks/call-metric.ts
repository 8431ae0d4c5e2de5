import type { Call } from '../../../mesos/messages/scheduler.ts'

/** Mesos' counters of messages that a call counts in, full names; none for types that Mesos does not count. */
export const callMetrics = (call: Pick<Call, 'type' | 'accept' | 'subscribe'>): readonly string[] =>
  counted(call).map(name => `master/messages_${name}`)

const counted = ({ type, accept, subscribe }: Pick<Call, 'type' | 'accept' | 'subscribe'>): string[] => {
  if (type === 'ACCEPT') return launches(accept)
  if (type === 'SUBSCRIBE') return [subscribe?.framework_info.id?.value ? 'reregister_framework' : 'register_framework']
  const name = names[type!]
  return name === undefined ? [] : [name]
}

/** An ACCEPT counts once for each LAUNCH in it, one without tasks as a decline. */
const launches = (accept: Call['accept']): string[] =>
  (accept?.operations ?? []).flatMap(({ type, launch }) => {
    if (type !== 'LAUNCH') return []
    return (launch?.task_infos?.length ?? 0) > 0 ? 'launch_tasks' : 'decline_offers'
  })

/** The counter of a call that is no good, or that means nobody who is there. */
export const invalidCallMetrics = ({ type }: Pick<Call, 'type'>): readonly string[] => {
  const name = checked[type ?? '']
  return name === undefined ? [] : [`master/invalid_${name}`]
}

const checked: Readonly<Record<string, string>> = {
  ACKNOWLEDGE: 'status_update_acknowledgements',
  ACKNOWLEDGE_OPERATION_STATUS: 'operation_status_update_acknowledgements',
  MESSAGE: 'framework_to_executor_messages',
}

const names: Readonly<Record<string, string>> = {
  TEARDOWN: 'unregister_framework',
  DECLINE: 'decline_offers',
  REVIVE: 'revive_offers',
  SUPPRESS: 'suppress_offers',
  KILL: 'kill_task',
  ACKNOWLEDGE: 'status_update_acknowledgement',
  ACKNOWLEDGE_OPERATION_STATUS: 'operation_status_update_acknowledgement',
  RECONCILE: 'reconcile_tasks',
  RECONCILE_OPERATIONS: 'reconcile_operations',
  MESSAGE: 'framework_to_executor',
  REQUEST: 'resource_request',
}
