import type { UpdateOperationStatusMessage } from '../../../mesos/messages/internal-operations.ts'
import type { Effect } from '../effects.ts'
import type { RecoveredOperation } from '../recovery/recovered.ts'
import type { FollowerState } from '../state.ts'
import { keepResources } from './keep.ts'
import { newHeld, settleOperation } from './operation-streams.ts'

/**
 * Operations of before that nobody has acknowledged. One that stands beside the resources that it made is done, though we died before we
 * could say so.
 */
export const takeUpOperations = (state: FollowerState, found: readonly RecoveredOperation[]): Effect[] => {
  const over = found.filter(({ updates, acknowledged }) => updates.length > 0 && acknowledged >= updates.length)
  const open = found.filter(one => !over.includes(one))
  const effects = open.flatMap(({ operation, updates, acknowledged }): Effect[] => {
    const held = newHeld(operation)
    state.operations.set(operation.uuid.value, held)
    const pending = updates.slice(acknowledged)
    if (pending.length === 0) return settleOperation(state, held, outcomeOf(operation))
    held.pending.push(...pending)
    held.operation = { ...operation, latest_status: last(updates), statuses: updates.map(({ status }) => status) }
    return []
  })
  return over.length === 0 ? effects : [keepResources(state), ...effects]
}

const last = (updates: readonly UpdateOperationStatusMessage[]) => updates.at(-1)!.status

const outcomeOf = ({ latest_status: { state, message } }: RecoveredOperation['operation']) =>
  state === 'OPERATION_PENDING' ? ({ state: 'OPERATION_FINISHED' } as const) : { state, ...(message && { message }) }
