import type { Resource } from '../messages/resource.ts'
import { type Resources, subtract } from './algebra.ts'
import { withoutRepeatedShared } from './filters.ts'
import { addScalars, fromThousandths, subtractScalars, toThousandths } from './scalar.ts'
import { scalarOf } from './value.ts'

/** How much of each scalar, by name; names without any are absent. */
export type Quantities = Readonly<Record<string, number>>

/** Of scalars only; a shared resource counts once. */
export const quantities = (resources: Resources): Quantities => {
  const sums: Record<string, number> = {}
  const once = resources.some(r => r.shared) ? withoutRepeatedShared(resources) : resources
  for (const resource of once) {
    if (resource.type === 'SCALAR') sums[resource.name] = (sums[resource.name] ?? 0) + toThousandths(scalarOf(resource))
  }
  for (const name of Object.keys(sums)) sums[name] = fromThousandths(sums[name]!)
  return sums
}

export const addQuantities = (a: Quantities, b: Quantities): Quantities => combine(a, b, addScalars)

/** Not below zero. */
export const subtractQuantities = (a: Quantities, b: Quantities): Quantities =>
  combine(a, b, (x, y) => Math.max(0, subtractScalars(x, y)))

export const quantitiesContain = (all: Quantities, part: Quantities): boolean =>
  Object.entries(part).every(([name, value]) => toThousandths(all[name] ?? 0) >= toThousandths(value))

/** `cpus:2; mem:64`; nothing: `nothing`. */
export const formatQuantities = (amounts: Quantities): string =>
  Object.entries(amounts)
    .map(([name, value]) => `${name}:${value}`)
    .join('; ') || 'nothing'

const combine = (a: Quantities, b: Quantities, by: (x: number, y: number) => number): Quantities => {
  const result: Record<string, number> = { ...a }
  for (const [name, value] of Object.entries(b)) result[name] = by(result[name] ?? 0, value)
  for (const name of Object.keys(result)) if (result[name] === 0) delete result[name]
  return result
}

/** Names of which `part` holds more than `all`: for messages. */
export const missing = (all: Resources, part: Resources): Resource[] => subtract(part, all)
