import type { Operation, OperationState } from '../../../mesos/messages/offer.ts'
import type { Agent, MasterState } from '../state.ts'

const over: ReadonlySet<OperationState> = new Set<OperationState>([
  'OPERATION_FINISHED',
  'OPERATION_FAILED',
  'OPERATION_ERROR',
  'OPERATION_DROPPED',
  'OPERATION_GONE_BY_OPERATOR',
])

export const isOver = (state: OperationState): boolean => over.has(state)

/** Its last status is acknowledged. */
export const forgetOperation = (state: MasterState, agent: Agent, { uuid, info, framework_id }: Operation): void => {
  agent.operations.delete(uuid.value)
  const framework = state.frameworks.get(framework_id?.value ?? '')
  framework?.operations.delete(uuid.value)
  if (info.id) framework?.operationIds.delete(info.id.value)
}
