import type { TaskStatusReason } from '../../../mesos/messages/task.ts'
import type { Framework, MasterState } from '../state.ts'

export interface Problem {
  readonly reason: TaskStatusReason
  readonly message: string
}

/** Why nothing can be done with these offers: one is stale, they do not belong together, or their agent is away. */
export const offersProblem = (
  state: MasterState,
  framework: Framework,
  ids: readonly string[],
): Problem | undefined => {
  const message = invalid(state, framework, ids)
  if (message !== undefined) {
    return { reason: 'REASON_INVALID_OFFERS', message: `Task launched with invalid offers: ${message}` }
  }
  const agent = state.agents.registered.get(state.offers.get(ids[0]!)!.agent_id.value)
  if (agent === undefined) return { reason: 'REASON_AGENT_REMOVED', message: 'Agent removed' }
  if (!agent.connected) return { reason: 'REASON_AGENT_DISCONNECTED', message: 'Agent disconnected' }
  return undefined
}

const invalid = (state: MasterState, framework: Framework, ids: readonly string[]): string | undefined => {
  if (ids.length === 0) return 'No offers specified'
  if (new Set(ids).size < ids.length) return 'Duplicate offers in offer list'
  const first = state.offers.get(ids[0]!)
  for (const id of ids) {
    const offer = state.offers.get(id)
    if (offer === undefined) return `Offer ${id} is no longer valid`
    if (offer.framework_id.value !== framework.id) return `Offer ${id} belongs to another framework`
    if (offer.agent_id.value !== first!.agent_id.value) return 'Aggregating offers from different agents is not allowed'
    if (offer.allocation_info?.role !== first!.allocation_info?.role) {
      return 'Aggregating offers from different allocation roles is not allowed'
    }
  }
  return undefined
}
