import type { QuotaConfig } from '../../../mesos/messages/quota.ts'
import { addQuantities, formatQuantities, type Quantities, quantitiesContain } from '../../../mesos/resources/index.ts'
import { fromThousandths, toThousandths } from '../../../mesos/resources/scalar.ts'
import type { MasterState } from '../state.ts'
import { amounts } from './config.ts'

/** Why the cluster cannot keep all guarantees, those of `configs` in place of their roles' own; undefined: it can. */
export const overcommitment = (state: MasterState, configs: readonly QuotaConfig[]): string | undefined => {
  const all = new Map([...state.quotas, ...configs.map(config => [config.role, config] as const)])
  let guaranteed: Quantities = {}
  for (const { guarantees } of all.values()) guaranteed = addQuantities(guaranteed, amounts(guarantees))
  const capacity = capacityOf(state)
  if (quantitiesContain(capacity, guaranteed)) return undefined
  return `all guarantees together are ${formatQuantities(guaranteed)}, the cluster has ${formatQuantities(capacity)}; 'force' sets them all the same`
}

/** Of registered agents, connected or not: who restarts an agent does not want less quota. */
const capacityOf = ({ agents }: MasterState): Quantities => {
  const thousandths = new Map<string, number>()
  for (const { total } of agents.registered.values()) {
    for (const { name, scalar, revocable } of total) {
      if (scalar && !revocable) thousandths.set(name, (thousandths.get(name) ?? 0) + toThousandths(scalar.value))
    }
  }
  return Object.fromEntries([...thousandths].map(([name, amount]) => [name, fromThousandths(amount)]))
}
