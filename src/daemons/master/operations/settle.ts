import type { Operation, OperationStatus } from '../../../mesos/messages/offer.ts'
import { applyConversions, consumedBy, isSpeculative } from '../../../mesos/resources/index.ts'
import { agentChanged, released } from '../allocation.ts'
import { updateAllocation } from '../allocator/allocator.ts'
import type { Effect } from '../effects.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { postRefinement, sameMessage } from '../resources.ts'
import type { Agent, MasterState } from '../state.ts'
import { countOperation } from './count.ts'
import { isOver } from './forget.ts'
import { changeTotal, confirm, plainly, undo } from './speculate.ts'

/** An operation has two or three; an agent that goes on and on fills no memory. */
const MOST_STATUSES = 20

/**
 * The operation's next status. The first that ends it decides what becomes of its resources; after that its state stands. `counted`: the
 * agent's total has the outcome already.
 */
export const settleOperation = (
  state: MasterState,
  agent: Agent,
  operation: Operation,
  status: OperationStatus,
  counted = false,
): Effect[] => {
  const wasOver = isOver(operation.latest_status.state)
  if (!wasOver) operation.latest_status = status
  const last = operation.statuses?.at(-1)
  if (last === undefined || !sameMessage(last, status)) {
    operation.statuses = [...(operation.statuses ?? []).slice(1 - MOST_STATUSES), status]
  }
  if (wasOver || !isOver(status.state)) return []
  const end = isSpeculative(operation.info) ? endSpeculative : endWaiting
  return [...countOperation(operation.info, status.state), ...end(state, agent, operation, status, counted)]
}

const endSpeculative = (state: MasterState, agent: Agent, { uuid }: Operation, { state: end }: OperationStatus) => {
  if (end !== 'OPERATION_FINISHED') return undo(state, agent, uuid.value)
  confirm(agent, uuid.value)
  return []
}

/** Its framework held what it works on; now nobody does. */
const endWaiting = (
  state: MasterState,
  agent: Agent,
  operation: Operation,
  { state: end, converted_resources }: OperationStatus,
  counted: boolean,
): Effect[] => {
  const frameworkId = operation.framework_id?.value ?? ''
  const consumed = consumedBy(operation.info)
  if (typeof consumed === 'string') return []
  if (end !== 'OPERATION_FINISHED' || counted) return released(state, frameworkId, agent.id, consumed)
  const converted = postRefinement(converted_resources)
  const [plain] = plainly([{ consumed, converted }])
  changeTotal(agent, total => {
    const after = applyConversions(total, [plain!])
    return 'resources' in after ? after.resources : total.slice()
  })
  if (updateAllocation(state.allocator, frameworkId, agent.id, consumed, converted)) {
    return released(state, frameworkId, agent.id, converted)
  }
  // It is not in the framework's books, or not there any more: others may have been offered what is another thing by now.
  return [
    ...released(state, frameworkId, agent.id, consumed),
    ...rescindAll(state, agent.offers),
    ...agentChanged(state, agent),
  ]
}
