import type { Unavailability } from '../../../mesos/messages/basics.ts'
import { refusalMs } from './filters.ts'
import type { AgentState, AllocatorState } from './state.ts'
import type { RefusalFilter } from './types.ts'

/** One inverse offer to be made. */
export interface Withdrawal {
  readonly frameworkId: string
  readonly agentId: string
  readonly unavailability: Unavailability
}

/** The agent will be away, or will not any more. What frameworks said about it before is forgotten: they are asked anew. */
export const updateUnavailability = (
  state: AllocatorState,
  agentId: string,
  unavailability: Unavailability | undefined,
): void => {
  const agent = state.agents.get(agentId)
  if (!agent) return
  agent.maintenance = unavailability && { unavailability, asked: new Map() }
  if (unavailability) state.maintained.add(agent)
  else state.maintained.delete(agent)
}

/**
 * What to ask now: every active framework that holds or is offered something on an agent which will be away, unless it is asked
 * already or its answer still stands. They count as asked from now on.
 */
export const inverseOffersDue = (state: AllocatorState, now: number): Withdrawal[] =>
  [...state.maintained].flatMap(agent => withdrawalsOf(agent, now))

const withdrawalsOf = (agent: AgentState, now: number): Withdrawal[] => {
  const { unavailability, asked } = agent.maintenance!
  const due: Withdrawal[] = []
  for (const { framework } of agent.allocations.keys()) {
    if (!framework.active || now < (asked.get(framework.id) ?? now)) continue
    asked.set(framework.id, Number.POSITIVE_INFINITY)
    due.push({ frameworkId: framework.id, agentId: agent.id, unavailability })
  }
  return due
}

/** Answered or rescinded. With a filter, the framework is not asked again for as long as a refusal of an offer would last. */
export const inverseOfferEnded = (
  state: AllocatorState,
  frameworkId: string,
  agentId: string,
  filter: RefusalFilter | undefined,
  now: number,
): void => {
  const asked = state.agents.get(agentId)?.maintenance?.asked
  if (!asked?.has(frameworkId)) return
  if (filter) asked.set(frameworkId, now + refusalMs(filter.refuse_seconds))
  else asked.delete(frameworkId)
}

/** A framework that revives offers is asked again, but for what it is being asked already. */
export const forgetRefusals = (state: AllocatorState, frameworkId: string): void => {
  for (const { maintenance } of state.maintained) {
    if (maintenance!.asked.get(frameworkId) !== Number.POSITIVE_INFINITY) maintenance!.asked.delete(frameworkId)
  }
}

/** A framework that is gone, or comes back, is asked as if it had never been asked. */
export const forgetAnswers = (state: AllocatorState, frameworkId: string): void => {
  for (const { maintenance } of state.maintained) maintenance!.asked.delete(frameworkId)
}

/** Somebody may have to be asked in time. */
export const awaitsInverseOffers = ({ maintained }: AllocatorState): boolean => {
  for (const { allocations } of maintained) if (allocations.size > 0) return true
  return false
}
