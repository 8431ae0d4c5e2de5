import type { UpdateSlaveMessage } from '../../../mesos/messages/internal-operations.ts'
import { add, equal, isRevocable, nonRevocable, type Resources, revocable } from '../../../mesos/resources/index.ts'
import { letGo } from '../agents/hold-back.ts'
import { agentChanged } from '../allocation.ts'
import { drainedIfEmpty } from '../draining/drained.ts'
import { warning } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { reconcileWithAgent } from '../operations/reconcile.ts'
import { changeTotal } from '../operations/speculate.ts'
import { postRefinement } from '../resources.ts'
import type { Agent, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** What the agent tells after each (re-)registration, and when its oversubscribed resources, or its resource providers', change. */
export const updateAgent: Transition<'update-agent'> = (state, { from, message }, now) => {
  const agent = state.agents.registered.get(message.agent_id.value)
  if (agent === undefined || agent.pid !== from) {
    return [warning('an update of an unknown agent is dropped', { agent: message.agent_id.value, pid: from })]
  }
  if (message.resource_version_uuid) agent.resourceVersionUuid = message.resource_version_uuid.value
  const before = agent.total
  const inLimbo = agent.speculation?.limbo !== undefined
  takeOversubscribed(agent, message)
  const reconciled = reconcileWithAgent(state, agent, message)
  const changed = equal(before, agent.total)
    ? []
    : [...rescindAll(state, inLimbo ? agent.offers : concerned(state, agent, message)), ...agentChanged(state, agent)]
  return [...reconciled, ...changed, ...letGo(state, agent), ...drainedIfEmpty(state, agent, now)]
}

/** Agents from before 1.5 do not say whether they mean it: they do. */
const takeOversubscribed = (
  agent: Agent,
  { update_oversubscribed_resources, oversubscribed_resources }: Message,
): void => {
  if (update_oversubscribed_resources === false) return
  const given = postRefinement(oversubscribed_resources)
  const ofProviders = (total: Resources) => revocable(total).filter(({ provider_id }) => provider_id !== undefined)
  changeTotal(agent, total => add(add(nonRevocable(total), ofProviders(total)), given))
}

type Message = UpdateSlaveMessage

/** Offers of what may be another thing by now. */
const concerned = (state: MasterState, { offers }: Agent, { resource_providers }: Message): string[] =>
  [...offers].filter(id =>
    state.offers.get(id)?.resources?.some(r => isRevocable(r) || (resource_providers && r.provider_id !== undefined)),
  )
