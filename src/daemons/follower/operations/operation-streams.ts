import type { UpdateOperationStatusMessage } from '../../../mesos/messages/internal-operations.ts'
import type { OperationState, OperationStatus } from '../../../mesos/messages/offer.ts'
import type { Effect } from '../effects.ts'
import type { FollowerState, HeldOperation } from '../state.ts'

const firstRetry = 10_000
const longestRetry = 600_000

/** What became of an operation: remembered, on disk, then told until it is acknowledged, as the updates of tasks are. */
export const settleOperation = (
  state: FollowerState,
  held: HeldOperation,
  outcome: { readonly state: OperationState; readonly message?: string },
): Effect[] => {
  const { operation } = held
  const status: OperationStatus = {
    ...(operation.info.id && { operation_id: operation.info.id }),
    ...outcome,
    uuid: { value: state.random.uuidBase64() },
    ...(state.info.id && { agent_id: state.info.id }),
  }
  const update = updateOf(state, held, status)
  held.operation = { ...operation, latest_status: status, statuses: [...(operation.statuses ?? []), status] }
  held.pending.push(update)
  const uuid = operation.uuid.value
  return [
    { kind: 'checkpoint-operation', uuid, record: { type: 'UPDATE', update } },
    ...(held.pending.length === 1 ? sendHead(state, held) : []),
  ]
}

const updateOf = (
  state: FollowerState,
  { operation }: HeldOperation,
  status: OperationStatus,
): UpdateOperationStatusMessage => ({
  ...(operation.framework_id && { framework_id: operation.framework_id }),
  ...(state.info.id && { agent_id: state.info.id }),
  status,
  operation_uuid: operation.uuid,
})

/** Sends what is under way again; each time a longer wait follows. */
export const retryHead = (state: FollowerState, held: HeldOperation): Effect[] => {
  held.retryAfter = Math.min(held.retryAfter * 2, longestRetry)
  return sendHead(state, held)
}

/** After a registration: the leader may have lost whatever was under way. */
export const resendOperationUpdates = (state: FollowerState): Effect[] =>
  [...state.operations.values()].flatMap(held => {
    held.retryAfter = firstRetry
    return sendHead(state, held)
  })

export const sendHead = (state: FollowerState, held: HeldOperation): Effect[] => {
  const update = held.pending[0]
  if (update === undefined) return []
  const uuid = held.operation.uuid.value
  const then = { kind: 'retry-operation-update', uuid } as const
  const retry: Effect = { kind: 'timer', id: operationTimer(uuid), after: held.retryAfter, then }
  if (state.master === undefined || state.phase !== 'running') return [retry]
  const body = { ...update, latest_status: held.operation.latest_status }
  return [{ kind: 'send', to: state.master.pid, name: 'UpdateOperationStatusMessage', body }, retry]
}

export const operationTimer = (uuid: string): string => `operation ${uuid}`

export const newHeld = (operation: HeldOperation['operation']): HeldOperation => ({
  operation,
  pending: [],
  retryAfter: firstRetry,
})
