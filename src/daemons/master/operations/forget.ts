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

/** Its last status is acknowledged, or its agent is away for good. */
export const forgetOperation = (state: MasterState, agent: Agent, { uuid, info, framework_id }: Operation): void => {
  agent.operations.delete(uuid.value)
  const id = framework_id?.value ?? ''
  const framework = state.frameworks.get(id)
  framework?.operations.delete(uuid.value)
  if (info.id && framework?.operationIds.get(info.id.value) === uuid.value) framework.operationIds.delete(info.id.value)
  if (framework === undefined) forgetOrphan(state, agent, id)
}

const forgetOrphan = ({ orphans }: MasterState, agent: Agent, frameworkId: string): void => {
  const agents = orphans.get(frameworkId)
  if (!agents?.has(agent.id)) return
  for (const { framework_id } of agent.operations.values()) if (framework_id?.value === frameworkId) return
  agents.delete(agent.id)
  if (agents.size === 0) orphans.delete(frameworkId)
}
