import type { Resource, ResourceReservationInfo } from '../messages/resource.ts'
import { isStrictSubrole, validateRole } from '../roles.ts'
import type { Resources } from './algebra.ts'
import { withoutRepeatedShared } from './filters.ts'
import { formatResource } from './format.ts'
import { toPostRefinement } from './formats.ts'
import { itemsOf, scalarOf } from './value.ts'

/** What is wrong with the list as it came from outside, in either reservation form; undefined: nothing. Source: facts/master.md 8. */
export const validateResources = (resources: Resources): string | undefined =>
  firstProblem(resources, validateResource) ?? repeatedVolume(resources)

export const validateResource = (resource: Resource): string | undefined => {
  const problem = firstProblem(rules, rule => rule(resource))
  return problem && `resource ${formatResource(resource)}: ${problem}`
}

type Rule = (resource: Resource) => string | undefined

const rules: readonly Rule[] = [
  ({ name }) => (name === '' ? 'has no name' : undefined),
  ({ type }) => (type === 'TEXT' ? 'cannot be of type TEXT' : undefined),
  resource => (oneValue(resource) ? undefined : `must hold a value of type ${resource.type}, and no other`),
  resource => (resource.type === 'SCALAR' ? badScalar(scalarOf(resource)) : undefined),
  ({ ranges }) => (ranges?.range?.some(r => r.begin > r.end) ? 'has a range that ends before it begins' : undefined),
  ({ ranges }) => (overlapping(ranges?.range ?? []) ? 'has ranges that overlap' : undefined),
  resource => (repeats(itemsOf(resource)) ? 'has an item twice' : undefined),
  resource => (bothForms(resource) ? "has both 'reservations' and 'role' or 'reservation'" : undefined),
  ({ role, reservation }) => (reservation && (role ?? '*') === '*' ? "cannot be reserved for the role '*'" : undefined),
  ({ role }) => (role === undefined ? undefined : validateRole(role)),
  resource => stackProblem(toPostRefinement([resource])[0]!.reservations ?? []),
  ({ disk, name }) => (disk && name !== 'disk' ? 'has disk information, yet is no disk' : undefined),
  resource => volumeProblem(resource),
  ({ revocable, disk }) =>
    revocable && disk?.persistence ? 'is a persistent volume and cannot be revocable' : undefined,
  ({ shared, disk }) => (shared && !disk?.persistence ? 'is shared, which only persistent volumes can be' : undefined),
  ({ name, scalar }) => (name === 'gpus' && scalar && !Number.isInteger(scalar.value) ? 'must be whole' : undefined),
]

const oneValue = ({ type, scalar, ranges, set }: Resource): boolean =>
  (scalar !== undefined) === (type === 'SCALAR') &&
  (ranges !== undefined) === (type === 'RANGES') &&
  (set !== undefined) === (type === 'SET')

const badScalar = (value: number): string | undefined =>
  Number.isFinite(value) && value >= 0 ? undefined : 'must be a finite number, not below zero'

const overlapping = (ranges: readonly { begin: number; end: number }[]): boolean => {
  const sorted = [...ranges].sort((a, b) => a.begin - b.begin)
  return sorted.some((range, i) => i > 0 && range.begin <= sorted[i - 1]!.end)
}

const bothForms = ({ role, reservation, reservations }: Resource): boolean =>
  Boolean(reservations?.length) && (role !== undefined || reservation !== undefined)

/** STATIC only at the bottom; each one on top narrows the role below it. */
const stackProblem = (stack: readonly ResourceReservationInfo[]): string | undefined =>
  firstProblem(stack, ({ type, role }, i) => {
    if (role === undefined) return 'has a reservation without a role'
    if (role === '*') return "cannot be reserved for the role '*'"
    if (type !== 'STATIC' && type !== 'DYNAMIC') return 'has a reservation without a type'
    if (type === 'STATIC' && i > 0) return 'has a static reservation on top of another'
    const below = stack[i - 1]?.role
    if (below !== undefined && !isStrictSubrole(role, below))
      return `refines '${below}' to '${role}', which is not below it`
    return validateRole(role)
  })

const volumeProblem = ({ disk, reservations, role }: Resource): string | undefined => {
  if (!disk) return undefined
  if (!disk.persistence) return disk.volume ? 'has a volume without persistence' : undefined
  if (disk.persistence.id === '') return 'is a persistent volume with an empty id'
  if (/[/\\]|^\.\.?$/.test(disk.persistence.id)) return 'is a persistent volume whose id cannot be a file name'
  if (!disk.volume) return 'is persistent, yet says no volume'
  if (disk.volume.mode !== 'RW') return 'is a persistent volume, which must be RW'
  if (disk.volume.host_path !== undefined) return 'is a persistent volume, which cannot have a host_path'
  if (!reservations?.length && (role ?? '*') === '*') return 'is a persistent volume on unreserved disk'
  return undefined
}

/** The same id twice under one role. */
const repeatedVolume = (resources: Resources): string | undefined => {
  if (!resources.some(({ disk }) => disk?.persistence)) return undefined
  const seen = new Set<string>()
  for (const { disk, reservations } of withoutRepeatedShared(toPostRefinement(resources))) {
    if (!disk?.persistence) continue
    const key = `${reservations?.at(-1)?.role} ${disk.persistence.id}`
    if (seen.has(key)) return `persistence id '${disk.persistence.id}' is used twice`
    seen.add(key)
  }
  return undefined
}

const repeats = (items: readonly string[]): boolean => new Set(items).size < items.length

const firstProblem = <T>(
  items: readonly T[],
  check: (item: T, i: number) => string | undefined,
): string | undefined => {
  for (const [i, item] of items.entries()) {
    const problem = check(item, i)
    if (problem) return problem
  }
  return undefined
}
