import type { Resource } from '../../../mesos/messages/resource.ts'
import { isRevocable, isUnreserved } from '../../../mesos/resources/filters.ts'
import { isIndivisible } from '../../../mesos/resources/kind.ts'
import { fromThousandths, toThousandths } from '../../../mesos/resources/scalar.ts'
import { scalarOf, withScalar } from '../../../mesos/resources/value.ts'
import { availableOf } from './holdings.ts'
import type { AgentState, AllocatorState, QuotaState, RoleNode } from './state.ts'
import { addInto, type Vector, vectorOf } from './vector.ts'

/** How much may be given, by index of the resource's name. undefined: any amount. */
export type Room = (number | undefined)[]

/**
 * Quota within one cycle. `free`: unreserved and unallocated on agents that may be offered. `owed`: what guarantees still lack; that
 * much of `free` is kept back from everybody else.
 */
export interface Headroom {
  readonly free: Vector
  readonly owed: Vector
  readonly budgets: Map<RoleNode, Budget>
}

/** Of one top-level role: what its guarantee lacks, what its limit leaves. */
interface Budget {
  readonly quota: QuotaState
  readonly owed: Vector
  readonly left: Room
}

export const headroomOf = (state: AllocatorState, offerable: Iterable<AgentState>): Headroom | undefined => {
  if (state.quotas.size === 0) return undefined
  const headroom: Headroom = { free: [], owed: [], budgets: new Map() }
  for (const [role, quota] of state.quotas) {
    const budget = budgetOf(state, role, quota)
    addInto(headroom.owed, budget.owed)
    const node = state.root.children.get(role)
    if (node) headroom.budgets.set(node, budget)
  }
  if (!owesAnything(headroom)) return headroom
  for (const agent of offerable) addInto(headroom.free, quotaVector(state, availableOf(agent)))
  return headroom
}

export const owesAnything = ({ owed }: Headroom): boolean => owed.some(amount => amount > 0)

/** Whether the role's guarantee lacks something that is there. */
export const lacks = ({ budgets }: Headroom, top: RoleNode, there: Vector): boolean => {
  const owed = budgets.get(top)?.owed
  if (owed) for (let i = 0; i < owed.length; i++) if (owed[i]! > 0 && (there[i] ?? 0) > 0) return true
  return false
}

/** Of unreserved resources: what the role's limit leaves, without what is kept back for others. undefined: all. */
export const fairRoom = ({ budgets, free, owed }: Headroom, top: RoleNode): Room | undefined => {
  const budget = budgets.get(top)
  let room: Room | undefined = budget?.left
  for (let i = 0; i < owed.length; i++) {
    if (owed[i] === 0) continue
    const spare = Math.max(0, (free[i] ?? 0) - owed[i]!) + (budget?.owed[i] ?? 0)
    if (room === undefined || room === budget?.left) room = room?.slice() ?? []
    room[i] = Math.min(room[i] ?? spare, spare)
  }
  return room
}

/** The same for a role whose guarantee is being met: of what is guaranteed only that. */
export const guaranteedRoom = (headroom: Headroom, top: RoleNode): Room => {
  const room = fairRoom(headroom, top)?.slice() ?? []
  const { quota, owed } = headroom.budgets.get(top)!
  for (let i = 0; i < owed.length; i++) {
    if (quota.guarantees[i] !== undefined) room[i] = Math.min(room[i] ?? owed[i]!, owed[i]!)
  }
  return room
}

/** Cut to the room: scalars shrink, indivisible ones that do not fit go. The same list when nothing is cut. */
export const cutTo = (state: AllocatorState, pool: readonly Resource[], room: Room): readonly Resource[] => {
  const left = room.slice()
  let cut = false
  const result: Resource[] = []
  for (const resource of pool) {
    const index = isCounted(resource) ? state.names.get(resource.name) : undefined
    const most = index === undefined ? undefined : left[index]
    const amount = most === undefined ? 0 : toThousandths(scalarOf(resource))
    const given = most === undefined || amount <= most ? amount : isIndivisible(resource) ? 0 : most
    if (most !== undefined) left[index!] = most - given
    if (given === amount) result.push(resource)
    else if (given > 0) result.push(withScalar(resource, fromThousandths(given)))
    if (given !== amount) cut = true
  }
  return cut ? result : pool
}

/** Books a grant in the headroom. */
export const spend = (state: AllocatorState, headroom: Headroom, top: RoleNode, granted: readonly Resource[]): void => {
  const vector = quotaVector(state, granted)
  addInto(headroom.free, vector, -1)
  const budget = headroom.budgets.get(top)
  if (!budget) return
  for (let i = 0; i < vector.length; i++) {
    if (budget.left[i] !== undefined) budget.left[i] = Math.max(0, budget.left[i]! - vector[i]!)
    const met = Math.min(budget.owed[i] ?? 0, vector[i]!)
    if (met === 0) continue
    budget.owed[i]! -= met
    headroom.owed[i]! -= met
  }
}

/** Of what counts as unreserved against quota. */
export const quotaVector = (state: AllocatorState, resources: readonly Resource[]): Vector =>
  vectorOf(state.names, resources.every(isCounted) ? resources : resources.filter(isCounted))

const isCounted = (resource: Resource): boolean =>
  resource.type === 'SCALAR' && isUnreserved(resource) && !isRevocable(resource)

const budgetOf = (state: AllocatorState, role: string, quota: QuotaState): Budget => {
  const usage = state.usage.get(role)
  const consumed = (i: number) => (usage?.reserved[i] ?? 0) + (usage?.unreserved[i] ?? 0)
  return {
    quota,
    owed: Array.from(quota.guarantees, (guarantee, i) => Math.max(0, (guarantee ?? 0) - consumed(i))),
    left: Array.from(quota.limits, (limit, i) => (limit === undefined ? undefined : Math.max(0, limit - consumed(i)))),
  }
}
