import type { Labels } from '../messages/basics.ts'
import type { Resource, ResourceReservationInfo } from '../messages/resource.ts'

/** Same in everything but the value: name, type, allocation, reservations, disk, revocable, shared, provider. */
export const sameKind = (a: Resource, b: Resource): boolean =>
  a.name === b.name &&
  a.type === b.type &&
  a.allocation_info?.role === b.allocation_info?.role &&
  (a.revocable === undefined) === (b.revocable === undefined) &&
  (a.shared === undefined) === (b.shared === undefined) &&
  a.provider_id?.value === b.provider_id?.value &&
  sameReservations(a.reservations, b.reservations) &&
  sameDisk(a.disk, b.disk)

/**
 * The same disk, or the same volume by its id. Where a volume is to appear in a container (`volume`) is the business of whoever uses it, and
 * may differ from use to use (src/common/resources.cpp).
 */
const sameDisk = (a: Resource['disk'], b: Resource['disk']): boolean =>
  a === b ||
  (sameData(a?.source, b?.source) &&
    (a?.persistence === undefined) === (b?.persistence === undefined) &&
    a?.persistence?.id === b?.persistence?.id)

/**
 * Is taken whole or not at all, and never melts with another: shared resources, persistent volumes, disks with a mount or block
 * device of their own, raw disks with an id.
 */
export const isIndivisible = ({ shared, disk }: Resource): boolean => {
  if (shared) return true
  if (!disk) return false
  if (disk.persistence) return true
  const source = disk.source
  if (!source) return false
  return source.type === 'MOUNT' || source.type === 'BLOCK' || (source.type === 'RAW' && source.id !== undefined)
}

type Reservations = readonly ResourceReservationInfo[] | undefined

export const sameReservations = (a: Reservations, b: Reservations): boolean => {
  if (a === b) return true
  const length = a?.length ?? 0
  if (length !== (b?.length ?? 0)) return false
  for (let i = 0; i < length; i++) if (!sameReservation(a![i]!, b![i]!)) return false
  return true
}

const sameReservation = (a: ResourceReservationInfo, b: ResourceReservationInfo): boolean =>
  a.type === b.type && a.role === b.role && a.principal === b.principal && sameLabels(a.labels, b.labels)

/** The order of labels does not matter. */
const sameLabels = (a: Labels | undefined, b: Labels | undefined): boolean => {
  if (a === b) return true
  return sortedLabels(a) === sortedLabels(b)
}

const sortedLabels = (labels: Labels | undefined): string =>
  (labels?.labels ?? [])
    .map(({ key, value }) => JSON.stringify([key, value ?? null]))
    .sort()
    .join()

/** Deep equality of message data; a field set to undefined equals an absent one. */
export const sameData = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameData(item, b[i]))
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every(key => sameData((a as Data)[key], (b as Data)[key]))
}

type Data = Record<string, unknown>
