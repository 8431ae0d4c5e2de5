import type { Resource } from '../messages/resource.ts'
import { addRanges, coalesce, rangesContain, subtractRanges } from './ranges.ts'
import { addScalars, subtractScalars, toThousandths } from './scalar.ts'

/** What a resource holds of its kind. All return new objects; both arguments are of the same kind. */
export const isEmptyValue = (resource: Resource): boolean => {
  if (resource.type === 'SCALAR') return toThousandths(scalarOf(resource)) <= 0
  if (resource.type === 'RANGES') return rangesOf(resource).length === 0
  return itemsOf(resource).length === 0
}

export const addValues = (a: Resource, b: Resource): Resource => {
  if (a.type === 'SCALAR') return withScalar(a, addScalars(scalarOf(a), scalarOf(b)))
  if (a.type === 'RANGES') return withRanges(a, addRanges(rangesOf(a), rangesOf(b)))
  return withItems(a, [...new Set([...itemsOf(a), ...itemsOf(b)])])
}

/** May leave nothing, or a scalar below zero: both are empty values. */
export const subtractValues = (a: Resource, b: Resource): Resource => {
  if (a.type === 'SCALAR') return withScalar(a, subtractScalars(scalarOf(a), scalarOf(b)))
  if (a.type === 'RANGES') return withRanges(a, subtractRanges(coalesce(rangesOf(a)), coalesce(rangesOf(b))))
  const taken = new Set(itemsOf(b))
  return withItems(
    a,
    itemsOf(a).filter(item => !taken.has(item)),
  )
}

export const valueContains = (a: Resource, b: Resource): boolean => {
  if (a.type === 'SCALAR') return toThousandths(scalarOf(a)) >= toThousandths(scalarOf(b))
  if (a.type === 'RANGES') return rangesContain(coalesce(rangesOf(a)), coalesce(rangesOf(b)))
  const items = new Set(itemsOf(a))
  return itemsOf(b).every(item => items.has(item))
}

export const sameValue = (a: Resource, b: Resource): boolean => valueContains(a, b) && valueContains(b, a)

export const scalarOf = (resource: Resource): number => resource.scalar?.value ?? 0
export const rangesOf = (resource: Resource) => resource.ranges?.range ?? []
export const itemsOf = (resource: Resource) => resource.set?.item ?? []

export const withScalar = (resource: Resource, value: number): Resource => ({ ...resource, scalar: { value } })
const withRanges = (resource: Resource, range: { begin: number; end: number }[]): Resource => ({
  ...resource,
  ranges: { range },
})
const withItems = (resource: Resource, item: string[]): Resource => ({ ...resource, set: { item } })
