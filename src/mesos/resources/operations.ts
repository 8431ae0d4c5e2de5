import type { OfferOperation } from '../messages/offer.ts'
import type { Resource } from '../messages/resource.ts'
import { add, type Resources, remainder, sum } from './algebra.ts'
import { formatResources } from './format.ts'
import { popReservation } from './reservations.ts'
import { addScalars, subtractScalars } from './scalar.ts'
import { scalarOf, withScalar } from './value.ts'

/** An operation takes `consumed` out of the resources and puts `converted` in their place. */
export interface Conversion {
  readonly consumed: Resources
  readonly converted: Resources
}

export type Applied = { readonly resources: Resource[] } | { readonly error: string }

/** Operations are in post-refinement form and carry `allocation_info` exactly when the resources do. */
export const applyOperation = (resources: Resources, operation: OfferOperation): Applied => {
  const conversions = conversionsOf(operation)
  return typeof conversions === 'string' ? { error: conversions } : applyConversions(resources, conversions)
}

export const applyConversions = (resources: Resources, conversions: readonly Conversion[]): Applied => {
  let result = resources.slice()
  for (const { consumed, converted } of conversions) {
    const rest = remainder(result, consumed)
    if (!rest) return { error: `${formatResources(result)} does not contain ${formatResources(consumed)}` }
    result = add(rest, converted)
  }
  return { resources: result }
}

/** What the operation does to resources; text: why it cannot be done. Launches convert nothing: they use. */
export const conversionsOf = (operation: OfferOperation): Conversion[] | string => {
  switch (operation.type) {
    case 'LAUNCH':
    case 'LAUNCH_GROUP':
      return []
    case 'RESERVE': {
      const { resources = [], source = [] } = operation.reserve ?? {}
      return [{ consumed: source.length > 0 ? source : popReservation(resources), converted: resources }]
    }
    case 'UNRESERVE':
      return (operation.unreserve?.resources ?? []).map(r => ({ consumed: [r], converted: popReservation([r]) }))
    case 'CREATE':
      return (operation.create?.volumes ?? []).map(v => ({ consumed: [withoutVolume(v)], converted: [v] }))
    case 'DESTROY':
      return (operation.destroy?.volumes ?? []).map(v => ({ consumed: [v], converted: [withoutVolume(v)] }))
    case 'GROW_VOLUME':
      return grow(operation)
    case 'SHRINK_VOLUME':
      return shrink(operation)
    default:
      return `operation ${operation.type ?? 'without type'} is not possible on an agent's own resources`
  }
}

/** Only whoever carries it out knows what comes out of it: the others take effect as soon as they are accepted. */
export const isSpeculative = ({ type }: OfferOperation): boolean => type !== 'CREATE_DISK' && type !== 'DESTROY_DISK'

/** What the operation takes, in all. Text: why it takes nothing. */
export const consumedBy = (operation: OfferOperation): Resource[] | string => {
  const disk = operation.create_disk?.source ?? operation.destroy_disk?.source
  if (disk) return [disk]
  const conversions = conversionsOf(operation)
  return typeof conversions === 'string' ? conversions : sum(conversions.map(({ consumed }) => consumed))
}

/** The resource provider that carries it out; undefined: the agent itself. */
export const providerOf = (operation: OfferOperation): string | undefined => {
  const consumed = consumedBy(operation)
  return typeof consumed === 'string' ? undefined : consumed[0]?.provider_id?.value
}

/** Every resource that the operation names, put through `change`: `r => allocate([r], role)[0]` and the like. */
export const mapOperation = (operation: OfferOperation, change: (r: Resource) => Resource): OfferOperation => {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } = operation
  const all = (list: Resource[] | undefined) => list?.map(change)
  return {
    ...operation,
    ...(reserve && { reserve: { ...reserve, resources: all(reserve.resources), source: all(reserve.source) } }),
    ...(unreserve && { unreserve: { ...unreserve, resources: all(unreserve.resources) } }),
    ...(create && { create: { ...create, volumes: all(create.volumes) } }),
    ...(destroy && { destroy: { ...destroy, volumes: all(destroy.volumes) } }),
    ...(grow_volume && { grow_volume: { volume: change(grow_volume.volume), addition: change(grow_volume.addition) } }),
    ...(shrink_volume && { shrink_volume: { ...shrink_volume, volume: change(shrink_volume.volume) } }),
    ...(create_disk && { create_disk: { ...create_disk, source: change(create_disk.source) } }),
    ...(destroy_disk && { destroy_disk: { ...destroy_disk, source: change(destroy_disk.source) } }),
  }
}

/** Every resource that the operation names, what it takes and what it makes. */
export const resourcesOf = (operation: OfferOperation): Resource[] => {
  const named: Resource[] = []
  mapOperation(operation, resource => {
    named.push(resource)
    return resource
  })
  return named
}

const grow = ({ grow_volume }: OfferOperation): Conversion[] | string => {
  if (!grow_volume) return 'grow_volume is missing'
  const { volume, addition } = grow_volume
  const size = addScalars(scalarOf(volume), scalarOf(addition))
  return [{ consumed: [volume, addition], converted: [withScalar(volume, size)] }]
}

const shrink = ({ shrink_volume }: OfferOperation): Conversion[] | string => {
  if (!shrink_volume) return 'shrink_volume is missing'
  const { volume, subtract } = shrink_volume
  const size = subtractScalars(scalarOf(volume), subtract.value)
  if (size <= 0) return `the volume holds ${scalarOf(volume)}, which leaves nothing after taking ${subtract.value}`
  return [
    { consumed: [volume], converted: [withScalar(volume, size), withScalar(withoutVolume(volume), subtract.value)] },
  ]
}

/** The disk that a volume lies on. */
export const withoutVolume = ({ shared: _shared, disk, ...rest }: Resource): Resource =>
  disk?.source ? { ...rest, disk: { source: disk.source } } : rest
