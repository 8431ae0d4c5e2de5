import type { Client, RoleNode } from './state.ts'

/** The active clients of a role and of all below it, lowest share first at each level. Nothing may be put in order meanwhile. */
export const walk = (node: RoleNode, visit: (client: Client) => 'go on' | 'stop'): 'go on' | 'stop' => {
  for (const slot of node.order.items) {
    if (slot.kind === 'role') {
      if (walk(slot, visit) === 'stop') return 'stop'
    } else {
      for (const client of slot.order.items) if (visit(client) === 'stop') return 'stop'
    }
  }
  return 'go on'
}
