import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Quantities } from '../../../mesos/resources/quantities.ts'
import { fromThousandths, toThousandths } from '../../../mesos/resources/scalar.ts'
import { scalarOf } from '../../../mesos/resources/value.ts'

/** Thousandths of each scalar resource, by the index of its name; dense from the start, shorter where nothing more was seen. */
export type Vector = number[]

type Names = Map<string, number>

export const indexOf = (names: Names, name: string): number => {
  const known = names.get(name)
  if (known !== undefined) return known
  names.set(name, names.size)
  return names.size - 1
}

/** Every entry counts, also repeated shared ones. */
export const vectorOf = (names: Names, resources: readonly Resource[]): Vector => {
  const vector: Vector = []
  for (const resource of resources) {
    if (resource.type === 'SCALAR') addAt(vector, indexOf(names, resource.name), toThousandths(scalarOf(resource)))
  }
  return vector
}

export const addAt = (vector: Vector, index: number, amount: number): void => {
  while (vector.length <= index) vector.push(0)
  vector[index]! += amount
}

export const addInto = (target: Vector, delta: Vector, sign: 1 | -1 = 1): void => {
  while (target.length < delta.length) target.push(0)
  for (let i = 0; i < delta.length; i++) target[i]! += sign * delta[i]!
}

export const isZero = (vector: Vector): boolean => vector.every(amount => amount === 0)

export const fromQuantities = (names: Names, quantities: Quantities): (number | undefined)[] => {
  const result: (number | undefined)[] = []
  for (const [name, value] of Object.entries(quantities)) result[indexOf(names, name)] = toThousandths(value)
  return result
}

/** Without zeros. */
export const toQuantities = (names: Names, vector: Vector): Quantities =>
  Object.fromEntries([...names].filter(([, i]) => vector[i]).map(([name, i]) => [name, fromThousandths(vector[i]!)]))
