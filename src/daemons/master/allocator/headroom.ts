import type { Resource } from '../../../mesos/messages/resource.ts'
import { isRevocable, isUnreserved } from '../../../mesos/resources/filters.ts'
import { isIndivisible } from '../../../mesos/resources/kind.ts'
import { fromThousandths, toThousandths } from '../../../mesos/resources/scalar.ts'
import { scalarOf, withScalar } from '../../../mesos/resources/value.ts'
import { topLevelRole } from '../../../mesos/roles.ts'
import { availableOf } from './holdings.ts'
import type { AgentState, AllocatorState, QuotaState } from './state.ts'
import { addInto, type Vector, vectorOf } from './vector.ts'

/**
 * Quota within one cycle. `free`: unreserved and unallocated on agents that may be offered. `owed`: what guarantees still lack; that
 * much of `free` is kept back from everybody else.
 */
export interface Headroom {
  readonly free: Vector
  readonly owed: Vector
}

export const headroomOf = (state: AllocatorState, offerable: Iterable<AgentState>): Headroom | undefined => {
  if (state.quotas.size === 0) return undefined
  const owed: Vector = []
  for (const [role, quota] of state.quotas) addInto(owed, owedTo(state, role, quota))
  const free: Vector = []
  if (owed.some(amount => amount > 0)) {
    for (const agent of offerable) addInto(free, vectorOf(state.names, availableOf(agent).filter(isUnderQuota)))
  }
  return { free, owed }
}

export const owesAnything = ({ owed }: Headroom): boolean => owed.some(amount => amount > 0)

/** What the guarantee of the role lacks. */
export const owedTo = (state: AllocatorState, role: string, { guarantees }: QuotaState): Vector =>
  Array.from(guarantees, (guarantee, i) => Math.max(0, (guarantee ?? 0) - consumedBy(state, role, i)))

/** How much unreserved a role may get, by index: its limit, and what is not kept back for others. undefined: any. */
export const fairRoom = (state: AllocatorState, headroom: Headroom, role: string): (number | undefined)[] => {
  const top = topLevelRole(role)
  const quota = state.quotas.get(top)
  const own = quota ? owedTo(state, top, quota) : []
  const room: (number | undefined)[] = limitRoom(state, top, quota)
  for (const [i, owed] of headroom.owed.entries()) {
    if (owed === 0) continue
    const spare = Math.max(0, (headroom.free[i] ?? 0) - owed) + (own[i] ?? 0)
    room[i] = Math.min(room[i] ?? Number.POSITIVE_INFINITY, spare)
  }
  return room
}

/** The same for a role whose guarantee is being met: of what is guaranteed only that. */
export const guaranteedRoom = (state: AllocatorState, headroom: Headroom, role: string): (number | undefined)[] => {
  const top = topLevelRole(role)
  const quota = state.quotas.get(top)!
  const room = fairRoom(state, headroom, role)
  for (const [i, owed] of owedTo(state, top, quota).entries()) {
    if (quota.guarantees[i] !== undefined) room[i] = Math.min(room[i] ?? Number.POSITIVE_INFINITY, owed)
  }
  return room
}

/** Cut to the room: scalars shrink, indivisible ones that do not fit go. The same list when nothing is cut. */
export const cutTo = (
  state: AllocatorState,
  pool: readonly Resource[],
  room: (number | undefined)[],
): readonly Resource[] => {
  if (room.every(amount => amount === undefined)) return pool
  const left = room.slice()
  let cut = false
  const result = pool.flatMap(resource => {
    const index = resource.type === 'SCALAR' && isUnderQuota(resource) ? state.names.get(resource.name) : undefined
    const most = index === undefined ? undefined : left[index]
    if (most === undefined) return [resource]
    const amount = toThousandths(scalarOf(resource))
    const given = amount <= most ? amount : isIndivisible(resource) ? 0 : most
    left[index!] = most - given
    if (given === amount) return [resource]
    cut = true
    return given > 0 ? [withScalar(resource, fromThousandths(given))] : []
  })
  return cut ? result : pool
}

/** Before the grant is booked, as what is owed depends on what is consumed. */
export const spend = (state: AllocatorState, headroom: Headroom, role: string, granted: readonly Resource[]): void => {
  const vector = vectorOf(state.names, granted.filter(isUnderQuota))
  addInto(headroom.free, vector, -1)
  const top = topLevelRole(role)
  const quota = state.quotas.get(top)
  if (!quota) return
  for (const [i, owed] of owedTo(state, top, quota).entries()) {
    const met = Math.min(owed, vector[i] ?? 0)
    if (met > 0) headroom.owed[i]! -= met
  }
}

export const isUnderQuota = (resource: Resource): boolean => isUnreserved(resource) && !isRevocable(resource)

const limitRoom = (state: AllocatorState, top: string, quota: QuotaState | undefined): (number | undefined)[] =>
  Array.from(quota?.limits ?? [], (limit, i) =>
    limit === undefined ? undefined : Math.max(0, limit - consumedBy(state, top, i)),
  )

const consumedBy = (state: AllocatorState, top: string, index: number): number => {
  const usage = state.usage.get(top)
  return (usage?.reserved[index] ?? 0) + (usage?.unreserved[index] ?? 0)
}
