import type { Offer } from '../../../mesos/messages/offer.ts'
import type { QuotaConfig } from '../../../mesos/messages/quota.ts'
import { addQuantities, type Quantities, quantities, quantitiesContain } from '../../../mesos/resources/index.ts'
import { topLevelRole } from '../../../mesos/roles.ts'
import { quotaConsumption } from '../allocator/allocator.ts'
import type { Effect } from '../effects.ts'
import { rescind, rescindAll } from '../offers/withdraw.ts'
import type { MasterState } from '../state.ts'
import { amounts } from './config.ts'
import { overLimit } from './consumption.ts'

/** Takes offers back: those of the roles until they are within their limits, then those of others until guarantees can be met. */
export const rescindForQuota = (state: MasterState, configs: readonly QuotaConfig[]): Effect[] => {
  if (state.offers.size === 0) return []
  const byRole = Map.groupBy(state.offers.values(), offer => topLevelRole(offer.allocation_info?.role ?? '*'))
  return configs.flatMap(config => [
    ...enforceLimits(state, config, byRole.get(config.role) ?? []),
    ...makeRoom(state, config),
  ])
}

const enforceLimits = (state: MasterState, { role, limits }: QuotaConfig, offers: readonly Offer[]): Effect[] => {
  const effects: Effect[] = []
  const most = amounts(limits)
  for (const { id } of offers) {
    if (overLimit(most, quotaConsumption(state.allocator, role)) === undefined) break
    effects.push(...rescind(state, id.value))
  }
  return effects
}

/** As if nothing were free: what is offered to others may be all there is. */
const makeRoom = (state: MasterState, { role, guarantees }: QuotaConfig): Effect[] => {
  const effects: Effect[] = []
  const wanted = amounts(guarantees)
  let there = quotaConsumption(state.allocator, role)
  for (const { id, allocation_info, resources = [] } of [...state.offers.values()]) {
    if (quantitiesContain(there, wanted)) break
    if (topLevelRole(allocation_info?.role ?? '*') === role) continue
    there = addQuantities(there, quantities(resources))
    effects.push(...rescind(state, id.value))
  }
  return effects
}

/** The deprecated call: whole agents, until as much as is guaranteed is back, of as many agents as the role has frameworks. */
export const rescindForGuarantee = (state: MasterState, { role, guarantees }: QuotaConfig): Effect[] => {
  const effects: Effect[] = []
  const wanted = amounts(guarantees)
  let left = activeFrameworks(state, role)
  let there: Quantities = {}
  for (const agent of state.agents.registered.values()) {
    if (left <= 0 && quantitiesContain(there, wanted)) break
    if (!agent.active || agent.offers.size === 0) continue
    for (const id of agent.offers) there = addQuantities(there, quantities(state.offers.get(id)?.resources ?? []))
    effects.push(...rescindAll(state, agent.offers))
    left--
  }
  return effects
}

const activeFrameworks = (state: MasterState, role: string): number =>
  [...(state.roles.get(role) ?? [])].filter(id => state.frameworks.get(id)?.active).length
