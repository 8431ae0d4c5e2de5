import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import { sum } from '../../../mesos/resources/index.ts'
import type { Agent } from '../state.ts'
import { isTerminal } from '../tasks/states.ts'
import { validateOperation } from '../validation/operation.ts'
import type { Round } from './run-operation.ts'

/** Why the framework may not do this; undefined: it may, as far as its resources suffice. Resources are prepared (prepare.ts). */
export const operationProblem = (round: Round, operation: OfferOperation): string | undefined =>
  feedbackProblem(round, operation) ??
  validateOperation(operation, {
    principal: round.framework.principal ?? round.framework.info.principal,
    allocationRole: round.role,
    frameworkRoles: new Set(round.framework.roles),
    agentCapabilities: round.agent.capabilities,
    total: round.agent.total,
    used: usedOn(round.agent),
  })

const feedbackProblem = ({ framework, agent }: Round, { id }: OfferOperation): string | undefined => {
  if (id === undefined) return undefined
  if (!agent.capabilities.has('AGENT_OPERATION_FEEDBACK')) return 'the agent gives no operation feedback'
  return framework.operationIds.has(id.value) ? `operation id '${id.value}' is in use already` : undefined
}

const usedOn = ({ tasks, executors }: Agent) => {
  const running = [...tasks.values()].flatMap(inner => [...inner.values()].filter(({ state }) => !isTerminal(state)))
  const alive = [...executors.values()].flatMap(inner => [...inner.values()])
  return sum([...running, ...alive].map(({ resources = [] }) => resources))
}
