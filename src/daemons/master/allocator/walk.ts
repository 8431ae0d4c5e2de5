import type { Client, Leaf, RoleNode } from './state.ts'

export type Step = 'go on' | 'stop'

/** The active clients of a role and of all below it, in the order of offers. Nothing may be put in order meanwhile. */
export const walk = (node: RoleNode, random: () => number, visit: (client: Client) => Step): Step => {
  const { order } = node
  for (let i = 0; i < order.length; i++) {
    const slot = order.at(i, random)
    if ((slot.kind === 'role' ? walk(slot, random, visit) : walkLeaf(slot, random, visit)) === 'stop') return 'stop'
  }
  return 'go on'
}

const walkLeaf = ({ order }: Leaf, random: () => number, visit: (client: Client) => Step): Step => {
  for (let i = 0; i < order.length; i++) if (visit(order.at(i, random)) === 'stop') return 'stop'
  return 'go on'
}

/** These active clients alone, in the order that a walk from `node` would meet them. */
export const inOrder = (node: RoleNode, clients: readonly Client[], random: () => number): Client[] => {
  if (clients.length < 2) return [...clients]
  const bySlot = Map.groupBy(clients, client => slotOf(node, client))
  return node.order
    .arrange([...bySlot.keys()], random)
    .flatMap(slot =>
      slot.kind === 'role' ? inOrder(slot, bySlot.get(slot)!, random) : slot.order.arrange(bySlot.get(slot)!, random),
    )
}

/** The child of `node` that the client stands in, or the leaf. */
const slotOf = (node: RoleNode, client: Client): RoleNode | Leaf => {
  let below = client.node
  if (below === node) return node.leaf
  while (below.parent !== node) below = below.parent!
  return below
}
