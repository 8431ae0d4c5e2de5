import type { Resource } from '../messages/resource.ts'
import { normalize, type Resources } from './algebra.ts'
import { withoutRepeatedShared } from './filters.ts'
import { formatValue } from './format.ts'
import { addScalars } from './scalar.ts'
import { scalarOf } from './value.ts'

/**
 * What v0 endpoints call `resources`: sums by name, whatever the reservation. cpus, gpus, mem and disk are always there; ranges and
 * sets are text; revocable ones get `_revocable`. Source: facts/endpoints-v0.md 4; the order is that of the captures.
 */
export const summarize = (resources: Resources): Record<string, number | string> => {
  const summary: Record<string, number | string> = { disk: 0, mem: 0, gpus: 0, cpus: 0 }
  const others: Resource[] = []
  for (const resource of withoutRepeatedShared(resources)) {
    const name = resource.revocable ? `${resource.name}_revocable` : resource.name
    if (resource.type === 'SCALAR') summary[name] = addScalars(Number(summary[name] ?? 0), scalarOf(resource))
    else others.push({ name, type: resource.type, ranges: resource.ranges, set: resource.set })
  }
  for (const resource of normalize(others)) summary[resource.name] = formatValue(resource)
  return summary
}
