import type { TaskStatusReason } from '../../../mesos/messages/task.ts'
import type { Framework, MasterState } from '../state.ts'
import { validateOffers } from '../validation/offers.ts'

export interface Problem {
  readonly reason: TaskStatusReason
  readonly message: string
}

/** Why nothing can be done with these offers: one is stale, they do not belong together, or their agent is away. */
export const offersProblem = (
  { offers, agents }: MasterState,
  framework: Framework,
  ids: readonly string[],
): Problem | undefined => {
  const invalid = validateOffers(ids, framework.id, id => offers.get(id))
  if (invalid !== undefined) {
    return { reason: 'REASON_INVALID_OFFERS', message: `Task launched with invalid offers: ${invalid}` }
  }
  const agent = agents.registered.get(offers.get(ids[0]!)!.agent_id.value)
  if (agent === undefined) return { reason: 'REASON_AGENT_REMOVED', message: 'Agent removed' }
  return agent.connected ? undefined : { reason: 'REASON_AGENT_DISCONNECTED', message: 'Agent disconnected' }
}
