import { finishDrain } from '../draining/finish-drain.ts'
import { keepResources } from '../operations/keep.ts'
import { operationTimer, sendHead } from '../operations/operation-streams.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** Whoever asked for the operation knows how it ended: nobody needs it any more. */
export const operationAcknowledged: Transition<'operation-acknowledged'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('the acknowledgement of an operation', from)
  const uuid = message.operation_uuid.value
  const held = state.operations.get(uuid)
  if (held === undefined || held.pending[0]?.status.uuid?.value !== message.status_uuid.value) {
    return [
      { kind: 'log', level: 'info', message: `an acknowledgement for operation ${uuid} matches no status under way` },
    ]
  }
  held.pending.shift()
  if (held.pending.length > 0) return sendHead(state, held)
  state.operations.delete(uuid)
  return [
    keepResources(state),
    { kind: 'checkpoint-operation-end', uuid },
    { kind: 'cancel-timer', id: operationTimer(uuid) },
    ...finishDrain(state),
  ]
}
