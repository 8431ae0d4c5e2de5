import { add, nonRevocable } from '../../../mesos/resources/index.ts'
import { agentChanged } from '../allocation.ts'
import { drainedIfEmpty } from '../draining/drained.ts'
import { warning } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { postRefinement } from '../resources.ts'
import type { Transition } from './transition.ts'

/** What the agent tells after each (re-)registration, and when its oversubscribed resources change. */
export const updateAgent: Transition<'update-agent'> = (state, { from, message }, now) => {
  const agent = state.agents.registered.get(message.agent_id.value)
  if (agent === undefined || agent.pid !== from) {
    return [warning('an update of an unknown agent is dropped', { agent: message.agent_id.value, pid: from })]
  }
  if (message.resource_version_uuid) agent.resourceVersionUuid = message.resource_version_uuid.value
  for (const operation of message.operations?.operations ?? []) {
    agent.operations.set(operation.uuid.value, operation)
    state.frameworks.get(operation.framework_id?.value ?? '')?.operations.set(operation.uuid.value, operation)
  }
  const drained = drainedIfEmpty(state, agent, now)
  if (!message.update_oversubscribed_resources) return drained
  agent.total = add(nonRevocable(agent.total), postRefinement(message.oversubscribed_resources))
  const revocable = [...agent.offers].filter(id => state.offers.get(id)?.resources?.some(r => r.revocable))
  return [...rescindAll(state, revocable), ...agentChanged(state, agent), ...drained]
}
