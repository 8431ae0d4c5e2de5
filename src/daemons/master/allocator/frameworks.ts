import { forgetFilters } from './filters.ts'
import { dropIfUnused, letGo } from './holdings.ts'
import { tell } from './news.ts'
import { handlesOf } from './rest.ts'
import type { AllocatorState, Client, FrameworkState } from './state.ts'
import { traitsOf } from './traits.ts'
import { addClient, removeClient, setActive } from './tree.ts'
import type { FrameworkOptions } from './types.ts'

/** What it uses already may have been told by `trackAllocated`. `active`: offers may be made. */
export const addFramework = (state: AllocatorState, id: string, options: FrameworkOptions, active = true): void => {
  const framework = ensureFramework(state, id)
  framework.active = active
  updateFramework(state, id, options)
}

/** Known only by what it uses: no role subscribed, not active. */
export const ensureFramework = (state: AllocatorState, id: string): FrameworkState => {
  const known = state.frameworks.get(id)
  if (known) return known
  const framework: FrameworkState = {
    id,
    active: false,
    roles: new Set(),
    capabilities: new Set(),
    suppressed: new Set(),
    clients: new Map(),
  }
  state.frameworks.set(id, framework)
  return framework
}

/** Everything that it still holds is available again. */
export const removeFramework = (state: AllocatorState, id: string): void => {
  const framework = state.frameworks.get(id)
  if (!framework) return
  for (const client of [...framework.clients.values()]) {
    for (const agent of [...client.agents]) letGo(state, client, agent, agent.allocations.get(client) ?? [])
    forgetFilters(client)
    removeClient(state, client)
  }
  state.frameworks.delete(id)
}

export const activateFramework = (state: AllocatorState, id: string): void => setFrameworkActive(state, id, true)

/** Its filters go: a framework that comes back is offered everything. */
export const deactivateFramework = (state: AllocatorState, id: string): void => {
  for (const client of state.frameworks.get(id)?.clients.values() ?? []) forgetFilters(client)
  setFrameworkActive(state, id, false)
}

/** Roles left keep what they hold, and get no more. */
export const updateFramework = (state: AllocatorState, id: string, options: FrameworkOptions): void => {
  const framework = state.frameworks.get(id)
  if (!framework) return
  framework.roles = new Set(options.roles)
  framework.capabilities = options.capabilities
  framework.suppressed = new Set(options.suppressedRoles)
  for (const role of framework.roles) if (!framework.clients.has(role)) addClient(state, framework, role)
  for (const client of [...framework.clients.values()]) {
    client.traits = traitsOf(framework, client.node.role)
    client.handles = handlesOf(framework)
    client.minima = options.minAllocatableResources?.get(client.node.role)
    client.constraint = options.constraints?.get(client.node.role)
    if (framework.roles.has(client.node.role)) continue
    forgetFilters(client)
    dropIfUnused(state, client)
  }
  showClients(state, framework)
}

/** Ends suppression and filters; no roles: all. */
export const revive = (state: AllocatorState, id: string, roles: readonly string[]): void => {
  const framework = state.frameworks.get(id)
  for (const client of framework ? clientsOf(framework, roles) : []) {
    framework!.suppressed.delete(client.node.role)
    forgetFilters(client)
  }
  if (framework) showClients(state, framework)
}

/** No offers until revived; no roles: all. */
export const suppress = (state: AllocatorState, id: string, roles: readonly string[]): void => {
  const framework = state.frameworks.get(id)
  if (!framework) return
  for (const client of clientsOf(framework, roles)) framework.suppressed.add(client.node.role)
  showClients(state, framework)
}

const clientsOf = (framework: FrameworkState, roles: readonly string[]): Client[] => {
  const wanted = roles.length > 0 ? roles : [...framework.roles]
  return wanted.flatMap(role => (framework.roles.has(role) ? [framework.clients.get(role)!] : []))
}

const setFrameworkActive = (state: AllocatorState, id: string, active: boolean): void => {
  const framework = state.frameworks.get(id)
  if (!framework) return
  framework.active = active
  showClients(state, framework)
}

const showClients = (state: AllocatorState, framework: FrameworkState): void => {
  const { active, roles, suppressed, clients } = framework
  for (const client of clients.values()) {
    setActive(client, active && roles.has(client.node.role) && !suppressed.has(client.node.role))
  }
  tell(state, clients.values())
}
