import type { Offer, OfferOperation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { Chance } from '../chance.ts'
import { plainDisk, reserve, reservedFor, unreserve } from './reservations.ts'
import type { SchedulerState } from './state.ts'

/** MB of a volume, and by how much it grows and shrinks. */
const SIZE = 64
const STEP = 16

/** Volumes of its own on an agent: at most so many. */
const MOST = 2

/** What it does with volumes on what it is offered, now and then, beside or instead of launching; nothing for most. */
export const volumeOperations = (state: SchedulerState, offer: Offer, chance: Chance): OfferOperation[] => {
  const { role = '*' } = offer.allocation_info ?? {}
  const { resources = [] } = offer
  if (!state.profile.volumes || role === '*') return []
  const own = resources.filter(one => isOwn(state, one))
  const reserved = resources.filter(isReservedDisk)
  if (state.settling) return [...own.flatMap(destroy), ...(reserved.length > 0 ? [unreserve(reserved)] : [])]
  const [volume] = own
  if (volume === undefined || (own.length < MOST && chance.happens(0.2))) return create(state, role, resources)
  return change(volume, reserved, chance)
}

/** A volume that a task may be launched on. */
export const volumeFor = (state: SchedulerState, resources: readonly Resource[]): Resource[] =>
  state.profile.volumes ? resources.filter(one => isOwn(state, one)).slice(0, 1) : []

const create = (state: SchedulerState, role: string, resources: readonly Resource[]): OfferOperation[] => {
  const [disk] = plainDisk(resources)
  if (disk === undefined || (disk.scalar?.value ?? 0) < SIZE) return []
  const [kept] = reservedFor(role, [{ ...disk, scalar: { value: SIZE } }])
  const id = `${state.profile.name}-V${state.volumes++}`
  const volume = { ...kept!, disk: { persistence: { id }, volume: { container_path: 'data', mode: 'RW' as const } } }
  return [reserve([kept!]), { type: 'CREATE', create: { volumes: [volume] } }]
}

const change = (volume: Resource, reserved: readonly Resource[], chance: Chance): OfferOperation[] => {
  const [free] = reserved
  const size = volume.scalar?.value ?? 0
  switch (chance.below(6)) {
    case 0:
      return destroy(volume)
    case 1:
      return size > STEP ? [{ type: 'SHRINK_VOLUME', shrink_volume: { volume, subtract: { value: STEP } } }] : []
    case 2:
      return free === undefined
        ? []
        : [
            {
              type: 'GROW_VOLUME',
              grow_volume: {
                volume,
                addition: { ...free, scalar: { value: Math.min(STEP, free.scalar?.value ?? 0) } },
              },
            },
          ]
    case 3:
      return free === undefined ? [] : [unreserve([free])]
    default:
      return []
  }
}

const destroy = (volume: Resource): OfferOperation[] => [{ type: 'DESTROY', destroy: { volumes: [volume] } }]

const isOwn = ({ profile }: SchedulerState, { disk }: Resource): boolean =>
  disk?.persistence?.id.startsWith(`${profile.name}-V`) === true

const isReservedDisk = ({ name, disk, reservations }: Resource): boolean =>
  name === 'disk' && !disk && reservations?.at(-1)?.type === 'DYNAMIC' && !reservations.at(-1)!.principal
