import type { Resource } from '../messages/resource.ts'
import { isIndivisible, sameKind } from './kind.ts'
import { addValues, isEmptyValue, sameValue, subtractValues, valueContains } from './value.ts'

/**
 * A list in post-refinement form (no `role`, no `reservation`; unreserved: no `reservations`), never changed in place.
 * One entry a kind, but for indivisible resources: each stands alone, and a shared one appears once for each use of it.
 */
export type Resources = readonly Resource[]

export const add = (a: Resources, b: Resources): Resource[] => {
  const result = a.slice()
  for (const resource of b) addTo(result, resource)
  return result
}

export const sum = (lists: Iterable<Resources>): Resource[] => {
  const result: Resource[] = []
  for (const list of lists) for (const resource of list) addTo(result, resource)
  return result
}

/** Melts entries of the same kind and drops empty ones. */
export const normalize = (resources: Resources): Resource[] => sum([resources])

/** What is not there is not taken; nothing falls below zero. */
export const subtract = (a: Resources, b: Resources): Resource[] => {
  const result = a.slice()
  for (const resource of b) takeFrom(result, resource, false)
  return result
}

export const contains = (all: Resources, part: Resources): boolean => remainder(all, part) !== undefined

/** `all` without `part`; undefined where `part` is not wholly in it. */
export const remainder = (all: Resources, part: Resources): Resource[] | undefined => {
  const rest = all.slice()
  for (const resource of part) if (!isEmptyValue(resource) && !takeFrom(rest, resource, true)) return undefined
  return rest
}

export const equal = (a: Resources, b: Resources): boolean => contains(a, b) && contains(b, a)

const addTo = (list: Resource[], resource: Resource): void => {
  if (isEmptyValue(resource)) return
  const at = isIndivisible(resource) ? -1 : list.findIndex(other => sameKind(other, resource))
  if (at < 0) list.push(tidy(resource))
  else list[at] = addValues(list[at]!, resource)
}

/** Ranges and sets that come from outside may overlap themselves. */
const tidy = (resource: Resource): Resource =>
  resource.type === 'SCALAR' ? resource : addValues(resource, { ...resource, ranges: undefined, set: undefined })

/** `wholly`: take all of it or leave the list as it is. Says whether something was taken. */
const takeFrom = (list: Resource[], resource: Resource, wholly: boolean): boolean => {
  const at = list.findIndex(other => isTakenFrom(other, resource, wholly))
  if (at < 0) return false
  const rest = isIndivisible(resource) ? undefined : subtractValues(list[at]!, resource)
  if (rest && !isEmptyValue(rest)) list[at] = rest
  else list.splice(at, 1)
  return true
}

const isTakenFrom = (held: Resource, resource: Resource, wholly: boolean): boolean => {
  if (!sameKind(held, resource)) return false
  if (isIndivisible(resource)) return sameValue(held, resource)
  return !wholly || valueContains(held, resource)
}
