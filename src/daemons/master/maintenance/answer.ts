import type { Filters } from '../../../mesos/messages/framework.ts'
import type { CallAcceptInverseOffers } from '../../../mesos/messages/scheduler.ts'
import type { Effect } from '../effects.ts'
import type { AgentMaintenance, Framework, MasterState } from '../state.ts'
import { cancelTimeout, takeInverseOffer } from './inverse-offers.ts'

/** What a framework says to inverse offers; those that are another's, or none any more, are passed over. */
export const answerInverseOffers = (
  state: MasterState,
  frameworkId: string,
  status: 'ACCEPT' | 'DECLINE',
  { inverse_offer_ids = [], filters }: CallAcceptInverseOffers,
  now: number,
): Effect[] => {
  const framework = state.frameworks.get(frameworkId)
  return inverse_offer_ids.flatMap(({ value: id }) => {
    const offer = framework?.inverseOffers.has(id) ? takeInverseOffer(state, id) : undefined
    const maintenance = state.agents.registered.get(offer?.agent_id?.value ?? '')?.maintenance
    if (maintenance === undefined) return []
    const timestamp = { nanoseconds: now * 1e6 }
    maintenance.answers.set(frameworkId, { status, framework_id: { value: frameworkId }, timestamp })
    maintenance.refusals.set(frameworkId, now + refusedFor(filters))
    return cancelTimeout(state, id)
  })
}

const DEFAULT_SECONDS = 5
const MOST_SECONDS = 365 * 86_400

/** ms; a negative number of seconds means the default, as in Mesos. */
const refusedFor = ({ refuse_seconds: seconds = DEFAULT_SECONDS }: Filters = {}): number =>
  (seconds >= 0 ? Math.min(seconds, MOST_SECONDS) : DEFAULT_SECONDS) * 1000

/** The framework may be asked again at once: it comes back, or it wants to see offers again. */
export const forgetRefusals = (state: MasterState, framework: Framework): void => {
  for (const maintenance of maintained(state)) {
    maintenance.refusals.delete(framework.id)
    maintenance.lookAgainAt = 0
  }
}

/** The framework is gone, and what it said with it. */
export const forgetAnswers = (state: MasterState, framework: Framework): void => {
  forgetRefusals(state, framework)
  for (const { answers } of maintained(state)) answers.delete(framework.id)
}

const maintained = ({ maintenance, agents }: MasterState): AgentMaintenance[] =>
  [...maintenance.agents].flatMap(id => agents.registered.get(id)?.maintenance ?? [])
