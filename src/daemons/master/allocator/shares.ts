import type { AllocatorState, Client, Placed, RoleNode } from './state.ts'
import { addInto, type Vector } from './vector.ts'

/** Dominant shares: the largest part of any resource of the cluster that an entry uses, over its weight. */

/** `vectorFor` is asked for each level, as shared resources count once a level. `sign` 1 also counts as an allocation. */
export const charge = (
  state: AllocatorState,
  client: Client,
  vectorFor: (level: Client | RoleNode) => Vector,
  sign: 1 | -1,
): void => {
  chargeOne(state, client, vectorFor(client), sign)
  const own = vectorFor(client.node)
  chargeOne(state, client.node.leaf, own, sign)
  chargeOne(state, client.node, own, sign)
  for (let node = client.node.parent; node; node = node.parent) chargeOne(state, node, vectorFor(node), sign)
}

const chargeOne = (state: AllocatorState, entry: Placed, vector: Vector, sign: 1 | -1): void => {
  addInto(entry.used, vector, sign)
  if (sign === 1) entry.count++
  if (state.stale) return
  entry.share = shareOf(state, entry)
  state.moved.add(entry)
}

/** Puts every entry where it belongs: those that moved, or all when the cluster's total changed. */
export const putInOrder = (state: AllocatorState): void => {
  if (state.stale) {
    refresh(state, state.root)
    state.stale = false
  } else {
    for (const entry of state.moved) entry.list.move(entry)
  }
  state.moved.clear()
}

const refresh = (state: AllocatorState, node: RoleNode): void => {
  for (const client of node.clients) client.share = shareOf(state, client)
  node.leaf.order.sort()
  node.leaf.share = shareOf(state, node.leaf)
  for (const child of node.children.values()) {
    child.share = shareOf(state, child)
    refresh(state, child)
  }
  node.order.sort()
}

const shareOf = (state: AllocatorState, entry: Placed): number => {
  const { total, settings, names } = state
  let share = 0
  for (let i = 0; i < entry.used.length; i++) {
    const all = total[i] ?? 0
    if (all > 0 && entry.used[i]! / all > share && !isExcluded(settings.fairSharingExcluded, names, i)) {
      share = entry.used[i]! / all
    }
  }
  return share / weightOf(state.weights, entry as Client | RoleNode)
}

/** Frameworks weigh 1, and so do the frameworks of a role among the role's children. */
export const weightOf = (weights: ReadonlyMap<string, number>, entry: { kind: string; role?: string }): number =>
  entry.kind === 'role' ? (weights.get(entry.role!) ?? 1) : 1

const isExcluded = (excluded: ReadonlySet<string> | undefined, names: Map<string, number>, index: number): boolean => {
  if (!excluded?.size) return false
  for (const name of excluded) if (names.get(name) === index) return true
  return false
}
