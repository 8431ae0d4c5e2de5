import type { OfferOperation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'

/** Of an offer: what nobody has reserved. */
export const plainOf = (resources: readonly Resource[]): Resource[] =>
  resources.filter(one => isCounted(one) && (one.reservations?.length ?? 0) === 0)

/** What a framework of the role, and no operator, has reserved. */
export const keptOf = (resources: readonly Resource[]): Resource[] =>
  resources.filter(
    one => isCounted(one) && one.reservations?.at(-1)?.type === 'DYNAMIC' && !one.reservations.at(-1)!.principal,
  )

const isCounted = ({ name, disk, revocable }: Resource) => (name === 'cpus' || name === 'mem') && !disk && !revocable

export const plainDisk = (resources: readonly Resource[]): Resource[] =>
  resources.filter(({ name, disk, reservations }) => name === 'disk' && !disk && (reservations?.length ?? 0) === 0)

export const amountOf = (resources: readonly Resource[], name: string): number =>
  resources.find(one => one.name === name)?.scalar?.value ?? 0

/** So much of the kind that is there. */
export const partOf = (resources: readonly Resource[], name: string, value: number): Resource => ({
  ...resources.find(one => one.name === name)!,
  scalar: { value },
})

export const reservedFor = (role: string, resources: readonly Resource[]): Resource[] =>
  resources.map(one => ({ ...one, reservations: [{ type: 'DYNAMIC', role }] }))

export const reserve = (resources: Resource[]): OfferOperation => ({ type: 'RESERVE', reserve: { resources } })

export const unreserve = (resources: Resource[]): OfferOperation => ({ type: 'UNRESERVE', unreserve: { resources } })
