import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import { providerOf } from '../../../mesos/resources/index.ts'
import { usedOn } from '../operations/used-on.ts'
import { validateOperation } from '../validation/operation.ts'
import type { Round } from './run-operation.ts'

/** Why the framework may not do this; undefined: it may, as far as its resources suffice. Resources are prepared (prepare.ts). */
export const operationProblem = (round: Round, operation: OfferOperation): string | undefined =>
  feedbackProblem(round, operation) ??
  validateOperation(operation, {
    principal: round.framework.principal ?? round.framework.info.principal,
    allocationRole: round.role,
    frameworkRoles: new Set(round.framework.roles),
    frameworkCapabilities: round.framework.capabilities,
    agentCapabilities: round.agent.capabilities,
    total: round.agent.total,
    used: usedOn(round.agent),
  }) ??
  providerProblem(round, operation)

const feedbackProblem = ({ framework, agent }: Round, operation: OfferOperation): string | undefined => {
  const { id } = operation
  if (id === undefined) return undefined
  if (!agent.capabilities.has('RESOURCE_PROVIDER')) return 'the agent gives no operation feedback'
  if (providerOf(operation) === undefined && !agent.capabilities.has('AGENT_OPERATION_FEEDBACK')) {
    return 'the agent gives no operation feedback on its own resources'
  }
  return framework.operationIds.has(id.value) ? `operation id '${id.value}' is in use already` : undefined
}

const providerProblem = ({ agent }: Round, operation: OfferOperation): string | undefined => {
  const provider = providerOf(operation)
  return provider === undefined || agent.providers?.has(provider)
    ? undefined
    : `no resource provider ${provider} is there`
}
