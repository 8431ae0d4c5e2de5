import type { QuotaConfig } from '../../../../mesos/messages/quota.ts'
import type { Resource } from '../../../../mesos/messages/resource.ts'
import { isUnreserved } from '../../../../mesos/resources/index.ts'
import {
  addQuantities,
  type Quantities,
  quantities,
  subtractQuantities,
} from '../../../../mesos/resources/quantities.ts'
import { ancestors, isSameOrSubrole, topLevelRole } from '../../../../mesos/roles.ts'
import { quotaConsumption, roleQuantities } from '../../allocator/views.ts'
import type { MasterState } from '../../state.ts'
import { type Countables, countables, noCountables } from './countable.ts'
import { listOf, objectOf } from './pieces.ts'
import { reservedByRole } from './resource-sums.ts'

export interface RoleView {
  readonly name: string
  readonly weight: number
  readonly quota: {
    readonly role: string
    readonly guarantee: Quantities
    readonly limit: Quantities
    readonly consumed: Quantities
  }
  /** Allocated and offered. */
  readonly resources: Quantities
  readonly allocated: Quantities
  readonly offered: Quantities
  readonly reserved: Quantities
  readonly frameworks: readonly string[]
}

/**
 * PURE. The roles that have frameworks, a weight, a quota or reservations, and their ancestors, sorted: facts/endpoints-v0.md 3.7. A role
 * holds what the roles below it hold. `consumed` of a role that is not top-level leaves out reservations that nobody uses.
 */
export const roleViews = (state: MasterState, countable: Countables = noCountables): RoleView[] => {
  const reserved = reservations(state)
  const offered = offers(state)
  const unreserved = offers(state, isUnreserved)
  return knownRoles(state, reserved).map(name => {
    const scalars = roleQuantities(state.allocator, name)
    const scalarsInOffers = below(offered, name)
    const inOffers = addQuantities(scalarsInOffers, below(countable.offered, name))
    const allocated = addQuantities(subtractQuantities(scalars, scalarsInOffers), below(countable.allocated, name))
    return {
      name,
      weight: state.weights.get(name) ?? 1,
      quota: {
        role: name,
        ...quotaView(state.quotas.get(name)),
        consumed: consumption(state, name, scalarsInOffers, unreserved),
      },
      resources: addQuantities(allocated, inOffers),
      allocated,
      offered: inOffers,
      reserved: below(reserved, name),
      frameworks: [...(state.roles.get(name) ?? [])],
    }
  })
}

/** Reservations and what is allocated beside them; offers do not count (facts/README.md 11). */
const consumption = (
  state: MasterState,
  role: string,
  inOffers: Quantities,
  unreserved: ReadonlyMap<string, Quantities>,
): Quantities => {
  if (role !== topLevelRole(role)) return subtractQuantities(roleQuantities(state.allocator, role), inOffers)
  return subtractQuantities(quotaConsumption(state.allocator, role), below(unreserved, role))
}

/** /roles in pieces. */
export function* rolesPieces(state: MasterState): Generator<string | Uint8Array> {
  const countable = yield* countables(state)
  yield* objectOf({}, { roles: listOf(roleViews(state, countable), role => JSON.stringify(role)) })
}

const knownRoles = (state: MasterState, reserved: ReadonlyMap<string, Quantities>): string[] => {
  const named = [...state.roles.keys(), ...state.weights.keys(), ...state.quotas.keys(), ...reserved.keys()]
  return [...new Set(named.flatMap(role => [role, ...ancestors(role)]))].sort()
}

const quotaView = ({ guarantees = {}, limits = {} }: Partial<QuotaConfig> = {}) => ({
  guarantee: plain(guarantees),
  limit: plain(limits),
})

const plain = (values: NonNullable<QuotaConfig['limits']>): Quantities =>
  Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]))

const reservations = ({ agents }: MasterState): Map<string, Quantities> => {
  const byRole = new Map<string, Quantities>()
  for (const { total } of agents.registered.values()) {
    for (const [role, list] of reservedByRole(total)) addTo(byRole, role, quantities(list))
  }
  return byRole
}

const offers = (state: MasterState, counts: (resource: Resource) => boolean = () => true): Map<string, Quantities> => {
  const byRole = new Map<string, Quantities>()
  for (const { allocation_info, resources } of state.offers.values()) {
    addTo(byRole, allocation_info?.role ?? '*', quantities((resources ?? []).filter(counts)))
  }
  return byRole
}

const addTo = (byRole: Map<string, Quantities>, role: string, more: Quantities): void =>
  void byRole.set(role, addQuantities(byRole.get(role) ?? {}, more))

const below = (byRole: ReadonlyMap<string, Quantities>, role: string): Quantities => {
  let all: Quantities = {}
  for (const [name, held] of byRole) if (isSameOrSubrole(name, role)) all = addQuantities(all, held)
  return all
}
