import { isUnreserved, type Quantities, quantities, subtractQuantities, sum } from '../../../mesos/resources/index.ts'
import { isSameOrSubrole } from '../../../mesos/roles.ts'
import { quotaConsumption } from '../allocator/allocator.ts'
import type { MasterState } from '../state.ts'

/** What a top-level role holds against its quota: allocated, and reservations that nobody uses. Offers do not count. */
export const consumedBy = (state: MasterState, role: string): Quantities => {
  const offered = [...state.offers.values()].flatMap(({ allocation_info, resources = [] }) =>
    isSameOrSubrole(allocation_info?.role ?? '*', role) ? [resources.filter(isUnreserved)] : [],
  )
  return subtractQuantities(quotaConsumption(state.allocator, role), quantities(sum(offered)))
}

/** The first name of which more is held than the limit allows; names without a limit are not limited. */
export const overLimit = (limits: Quantities, held: Quantities): string | undefined =>
  Object.keys(limits).find(name => (held[name] ?? 0) > limits[name]!)
