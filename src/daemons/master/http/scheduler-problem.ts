import type { Call, CallType } from '../../../mesos/messages/scheduler.ts'

/** What is wrong with a scheduler call in itself: answered with 400. In Mesos' words, which tools may look for. */
export const callProblem = (call: Call): string | undefined => {
  if (call.type === undefined) return missing('type')
  if (call.type === 'SUBSCRIBE') return subscribeProblem(call)
  if (call.framework_id === undefined) return missing('framework_id')
  const body = bodies[call.type]
  if (body !== undefined && call[body] === undefined) return missing(body)
  return details[call.type]?.(call)
}

const missing = (field: string) => `Expecting '${field}' to be present`

const subscribeProblem = ({ subscribe, framework_id }: Call): string | undefined => {
  if (subscribe === undefined) return missing('subscribe')
  return subscribe.framework_info.id?.value === framework_id?.value
    ? undefined
    : "'framework_id' differs from 'subscribe.framework_info.id'"
}

/** The field that each type needs; REVIVE and SUPPRESS do without. */
const bodies: Partial<Record<CallType, keyof Call>> = {
  ACCEPT: 'accept',
  DECLINE: 'decline',
  ACCEPT_INVERSE_OFFERS: 'accept_inverse_offers',
  DECLINE_INVERSE_OFFERS: 'decline_inverse_offers',
  KILL: 'kill',
  SHUTDOWN: 'shutdown',
  ACKNOWLEDGE: 'acknowledge',
  ACKNOWLEDGE_OPERATION_STATUS: 'acknowledge_operation_status',
  RECONCILE: 'reconcile',
  RECONCILE_OPERATIONS: 'reconcile_operations',
  MESSAGE: 'message',
  REQUEST: 'request',
  UPDATE_FRAMEWORK: 'update_framework',
}

const details: Partial<Record<CallType, (call: Call) => string | undefined>> = {
  ACKNOWLEDGE: ({ acknowledge }) => uuidProblem(acknowledge!.uuid),
  ACKNOWLEDGE_OPERATION_STATUS: ({ acknowledge_operation_status: body }) =>
    uuidProblem(body!.uuid) ?? (body!.agent_id === undefined ? missing('agent_id') : undefined),
  UPDATE_FRAMEWORK: ({ framework_id, update_framework }) =>
    update_framework!.framework_info.id?.value === framework_id!.value
      ? undefined
      : "'framework_id' differs from 'update_framework.framework_info.id'",
}

/** Sixteen bytes in base64. */
const uuidProblem = (uuid: string): string | undefined =>
  /^[A-Za-z0-9+/]{22}==$/.test(uuid) ? undefined : 'Not a valid UUID'
