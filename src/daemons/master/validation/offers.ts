import type { Offer } from '../../../mesos/messages/offer.ts'
import { firstProblem, type Rule, repeated } from './rule.ts'

/** The offers of an ACCEPT: known, of this framework, each once, of one agent and one role. */
export const validateOffers = (
  offerIds: readonly string[],
  frameworkId: string,
  offerOf: (offerId: string) => Offer | undefined,
): string | undefined => firstProblem(rules, { offerIds, frameworkId, offerOf })

interface Accepted {
  readonly offerIds: readonly string[]
  readonly frameworkId: string
  readonly offerOf: (offerId: string) => Offer | undefined
}

const rules: readonly Rule<Accepted>[] = [
  ({ offerIds }) => (offerIds.length === 0 ? 'no offer is named' : undefined),
  ({ offerIds }) => {
    const id = repeated(offerIds)
    return id === undefined ? undefined : `offer ${id} is named twice`
  },
  ({ offerIds, offerOf }) => {
    const id = offerIds.find(offerId => !offerOf(offerId))
    return id === undefined ? undefined : `offer ${id} is no longer valid`
  },
  accepted => {
    const other = offersOf(accepted).find(offer => offer.framework_id.value !== accepted.frameworkId)
    return other && `offer ${other.id.value} was made to another framework`
  },
  accepted => (differs(accepted, o => o.allocation_info?.role) ? 'the offers are of several roles' : undefined),
  accepted => (differs(accepted, o => o.agent_id.value) ? 'the offers are of several agents' : undefined),
]

const offersOf = ({ offerIds, offerOf }: Accepted): Offer[] => offerIds.map(id => offerOf(id)!)

const differs = (accepted: Accepted, key: (offer: Offer) => string | undefined): boolean =>
  new Set(offersOf(accepted).map(key)).size > 1
