import { isUnreserved } from '../../../../mesos/resources/index.ts'
import {
  addQuantities,
  type Quantities,
  quantities,
  subtractQuantities,
} from '../../../../mesos/resources/quantities.ts'
import { topLevelRole } from '../../../../mesos/roles.ts'
import { quotaConsumption } from '../../allocator/allocator.ts'
import type { RoleNode } from '../../allocator/state.ts'
import { toQuantities } from '../../allocator/vector.ts'
import type { MasterState } from '../../state.ts'
import type { Gauges } from './gauges.ts'

/** PURE. facts/metrics.md 3.8, and the shares that Mesos shows beside it. */
export function* allocatorGauges(state: MasterState): Generator<undefined, Gauges> {
  const { names, total, root } = state.allocator
  const all = toQuantities(names, total)
  const gauges: Gauges = {
    'allocator/event_queue_dispatches': 0, // the allocator has no queue of its own
    'allocator/mesos/event_queue_dispatches': 0,
    ...resourceGauges(all, toQuantities(names, root.used)),
    ...quotaGauges(state),
  }
  const offers = unreservedOffers(state)
  let everything: Quantities = {}
  for (const node of nodesBelow(root)) {
    const { role } = node
    Object.assign(gauges, {
      [`allocator/mesos/roles/${role}/shares/dominant`]:
        dominantShare(toQuantities(names, node.used), all) / (state.weights.get(role) ?? 1),
      ...(node.clients.size > 0 && { [`allocator/mesos/offer_filters/roles/${role}/active`]: filtersIn(node) }),
    })
    if (node.parent === root) {
      const consumed = subtractQuantities(quotaConsumption(state.allocator, role), offers.get(role) ?? {})
      everything = addQuantities(everything, consumed)
      Object.assign(gauges, consumedGauges(role, consumed))
    }
    yield
  }
  return { ...gauges, ...consumedGauges('', everything) }
}

function* nodesBelow(node: RoleNode): Generator<RoleNode> {
  for (const child of [...node.children.values()]) {
    yield child
    yield* nodesBelow(child)
  }
}

const resourceGauges = (all: Quantities, used: Quantities): Gauges => {
  const gauges: Gauges = {}
  for (const name of new Set(['cpus', 'disk', 'mem', ...Object.keys(all)])) {
    gauges[`allocator/mesos/resources/${name}/total`] = all[name] ?? 0
    gauges[`allocator/mesos/resources/${name}/offered_or_allocated`] = used[name] ?? 0
  }
  return gauges
}

const quotaGauges = (state: MasterState): Gauges => {
  const gauges: Gauges = {}
  for (const [role, { guarantees = {}, limits = {} }] of state.quotas) {
    const used = quotaConsumption(state.allocator, role)
    for (const [name, { value }] of Object.entries(guarantees)) gauges[quotaKey(role, name, 'guarantee')] = value
    for (const [name, { value }] of Object.entries(limits)) gauges[quotaKey(role, name, 'limit')] = value
    for (const name of Object.keys({ ...guarantees, ...limits })) {
      gauges[quotaKey(role, name, 'offered_or_allocated')] = used[name] ?? 0
    }
  }
  return gauges
}

/** Top-level role → what of its outstanding offers is not reserved: only that an offer takes from a quota, and not before it is accepted. */
const unreservedOffers = ({ offers }: MasterState): Map<string, Quantities> => {
  const byRole = new Map<string, Quantities>()
  for (const { allocation_info, resources = [] } of offers.values()) {
    const role = topLevelRole(allocation_info?.role ?? '*')
    byRole.set(role, addQuantities(byRole.get(role) ?? {}, quantities(resources.filter(isUnreserved))))
  }
  return byRole
}

/** Of what is held at all; the nameless role is the whole cluster. */
const consumedGauges = (role: string, consumed: Quantities): Gauges =>
  Object.fromEntries(Object.entries(consumed).map(([name, value]) => [quotaKey(role, name, 'consumed'), value]))

const quotaKey = (role: string, name: string, what: string) =>
  `allocator/mesos/quota/roles/${role}/resources/${name}/${what}`

/** Agents that some framework of the role declined for now, once for each framework. */
const filtersIn = ({ clients }: RoleNode): number => {
  let count = 0
  for (const { filtered } of clients) count += filtered.size
  return count
}

const dominantShare = (used: Quantities, all: Quantities): number =>
  Math.max(0, ...Object.entries(used).map(([name, value]) => ((all[name] ?? 0) > 0 ? value / all[name]! : 0)))
