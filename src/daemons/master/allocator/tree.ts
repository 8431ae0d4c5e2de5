import { Drawn } from './drawn.ts'
import type { Line } from './line.ts'
import { Ordered } from './ordered.ts'
import { weightOf } from './shares.ts'
import type { AllocatorState, Client, FrameworkState, Leaf, Lines, Placed, RoleNode } from './state.ts'
import type { AllocatorSettings } from './types.ts'
import { isZero } from './vector.ts'
import { verdicts } from './verdicts.ts'

/** The tree of roles. A node exists while a client stands in it or below it. */
export const newRoot = (lines: Lines): RoleNode => newNode(lines, '', '', lines.roles())

/** Among roles weights count; the frameworks of a role weigh the same. */
export const newLines = (
  { roleSorter, frameworkSorter }: AllocatorSettings,
  weights: ReadonlyMap<string, number>,
): Lines => ({
  roles: () => (roleSorter === 'random' ? new Drawn(slot => weightOf(weights, slot)) : new Ordered()),
  clients: () => (frameworkSorter === 'random' ? new Drawn(() => 1) : new Ordered()),
})

const newNode = (
  lines: Lines,
  role: string,
  name: string,
  list: Line<RoleNode | Leaf>,
  parent?: RoleNode,
): RoleNode => {
  const order = lines.roles()
  const entry = { share: 0, count: 0 }
  const node = { kind: 'role', role, name, parent, list, order, ...entry, used: [] } as unknown as RoleNode
  const leaf: Leaf = { kind: 'leaf', name: '', node, list: order, order: lines.clients(), ...entry, used: [] }
  const top = parent?.parent ? parent.top : node
  return Object.assign(node, { leaf, top, children: new Map(), clients: new Set<Client>() })
}

export const findNode = (state: AllocatorState, role: string): RoleNode | undefined => {
  let node: RoleNode | undefined = state.root
  for (const part of role.split('/')) node = node?.children.get(part)
  return node
}

export const addClient = (state: AllocatorState, framework: FrameworkState, role: string): Client => {
  const node = ensureNode(state, role)
  const client: Client = {
    kind: 'client',
    name: framework.id,
    framework,
    node,
    list: node.leaf.order,
    traits: 0,
    handles: 0,
    version: 0,
    share: 0,
    count: 0,
    used: [],
    agents: new Set(),
    filtered: new Set(),
    verdicts: verdicts.map(() => 0),
  }
  node.clients.add(client)
  framework.clients.set(role, client)
  return client
}

/** It must hold no resources any more. */
export const removeClient = (state: AllocatorState, client: Client): void => {
  setActive(client, false)
  client.node.clients.delete(client)
  client.framework.clients.delete(client.node.role)
  state.moved.delete(client)
  for (let node: RoleNode | undefined = client.node; node?.parent; node = node.parent) {
    if (node.clients.size > 0 || node.children.size > 0) return
    node.parent.children.delete(node.name)
    state.moved.delete(node)
    state.moved.delete(node.leaf)
    if (node.parent === state.root) forgetUsage(state, node.role)
  }
}

/** So that roles which come and go leave nothing behind. */
const forgetUsage = (state: AllocatorState, role: string): void => {
  const usage = state.usage.get(role)
  if (usage && isZero(usage.reserved) && isZero(usage.unreserved)) state.usage.delete(role)
}

/** Active clients stand in the order of offers, and with them their roles. */
export const setActive = (client: Client, active: boolean): void => {
  if (active === (client.place !== undefined)) return
  const { leaf } = client.node
  if (active) client.list.insert(client)
  else client.list.remove(client)
  show(leaf, leaf.order.length > 0)
  for (let node = client.node; node.parent; node = node.parent) show(node, node.order.length > 0)
}

const show = (entry: Placed, shown: boolean): void => {
  if (shown) entry.list.insert(entry)
  else entry.list.remove(entry)
}

const ensureNode = (state: AllocatorState, role: string): RoleNode => {
  let node = state.root
  for (const part of role.split('/')) {
    let child = node.children.get(part)
    if (!child) {
      child = newNode(state.lines, node === state.root ? part : `${node.role}/${part}`, part, node.order, node)
      node.children.set(part, child)
    }
    node = child
  }
  return node
}
