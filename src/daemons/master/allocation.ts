import type { Filters, FrameworkInfo } from '../../mesos/messages/framework.ts'
import { isTerminal } from '../../mesos/messages/terminal.ts'
import type { Resources } from '../../mesos/resources/index.ts'
import {
  activateAgent,
  activateFramework,
  addAgent,
  addFramework,
  compileOfferConstraints,
  createAllocatorState,
  deactivateAgent,
  deactivateFramework,
  type FrameworkOptions,
  type Place,
  recoverResources,
  removeAgent,
  removeFramework,
  revive,
  setWhitelist,
  suppress,
  trackAllocated,
  updateAgent,
  updateFramework,
  updateQuota,
  updateWeights,
} from './allocator/allocator.ts'
import type { Effect } from './effects.ts'
import type { Agent, Framework, MasterState, Settings } from './state.ts'

/**
 * What happens to agents and frameworks, told to the allocator, and when it is to run. What may be offered at once is offered
 * at once; what was declined waits for the next tick of --allocation_interval. Nothing ticks while nobody wants offers.
 */
export const newAllocator = (settings: Settings, region: string | undefined) =>
  createAllocatorState({
    allocationInterval: settings.allocationInterval,
    minAllocatableResources: settings.minAllocatableResources,
    filterGpuResources: settings.filterGpuResources,
    fairSharingExcluded: settings.fairSharingExcluded,
    roleSorter: settings.roleSorter,
    frameworkSorter: settings.frameworkSorter,
    region,
  })

/** With the tasks and executors that it brought. */
export const agentAdded = (state: MasterState, agent: Agent): Effect[] => {
  const { capabilities, total } = agent
  addAgent(state.allocator, agent.id, { place: placeOf(agent), capabilities, total })
  for (const [frameworkId, tasks] of agent.tasks)
    for (const task of tasks.values())
      if (!isTerminal(task.state)) used(state, agent, frameworkId, task.resources ?? [])
  for (const [frameworkId, executors] of agent.executors)
    for (const { resources } of executors.values()) used(state, agent, frameworkId, resources ?? [])
  return agentActivity(state, agent)
}

/** Resources that a framework holds without having been offered them by us: after a failover. */
export const used = (state: MasterState, agent: Agent, frameworkId: string, resources: Resources): void =>
  trackAllocated(state.allocator, frameworkId, agent.id, resources)

export const agentRemoved = (state: MasterState, agentId: string): Effect[] => {
  removeAgent(state.allocator, agentId)
  state.allocation.candidates.delete(agentId)
  return []
}

/** Its info, capabilities or total are others. */
export const agentChanged = (state: MasterState, agent: Agent, attributesChanged = false): Effect[] => {
  const { capabilities, total } = agent
  updateAgent(state.allocator, agent.id, { place: placeOf(agent), capabilities, total, attributesChanged })
  return soon(state, agent.id)
}

export const agentActivity = (state: MasterState, agent: Agent): Effect[] => {
  if (agent.active && !agent.deactivated && !agent.heldBack) {
    activateAgent(state.allocator, agent.id)
    return soon(state, agent.id)
  }
  deactivateAgent(state.allocator, agent.id)
  return []
}

export const frameworkAdded = (state: MasterState, framework: Framework): Effect[] => {
  addFramework(state.allocator, framework.id, optionsOf(state, framework), framework.active)
  return framework.active ? forAll(state) : []
}

export const frameworkUpdated = (state: MasterState, framework: Framework): Effect[] => {
  updateFramework(state.allocator, framework.id, optionsOf(state, framework))
  return forAll(state)
}

export const frameworkActivity = (state: MasterState, framework: Framework): Effect[] => {
  if (!framework.active) {
    deactivateFramework(state.allocator, framework.id)
    return []
  }
  activateFramework(state.allocator, framework.id)
  return forAll(state)
}

export const frameworkRemoved = (state: MasterState, frameworkId: string): Effect[] => {
  removeFramework(state.allocator, frameworkId)
  return forAll(state)
}

export const revived = (state: MasterState, framework: Framework, roles: readonly string[]): Effect[] => {
  revive(state.allocator, framework.id, roles)
  return forAll(state)
}

export const suppressed = (state: MasterState, framework: Framework, roles: readonly string[]): Effect[] => {
  suppress(state.allocator, framework.id, roles)
  return []
}

/** Neither used nor offered any more. Where agent or framework is gone, so are its books. */
export const released = (state: MasterState, frameworkId: string, agentId: string, resources: Resources): Effect[] => {
  if (resources.length === 0) return []
  recoverResources(state.allocator, frameworkId, agentId, resources, undefined, 0)
  return soon(state, agentId)
}

/** Given back by the framework itself, which is not offered the same for a while. */
export const declined = (
  state: MasterState,
  frameworkId: string,
  agentId: string,
  resources: Resources,
  filters: Filters,
  now: number,
): Effect[] => {
  if (resources.length === 0) return []
  recoverResources(state.allocator, frameworkId, agentId, resources, filters, now)
  return filters.refuse_seconds === 0 ? tick(state) : soon(state, agentId)
}

export const weightsChanged = (state: MasterState): Effect[] => {
  updateWeights(state.allocator, state.weights)
  return forAll(state)
}

export const quotasChanged = (state: MasterState): Effect[] => {
  for (const [role, { guarantees, limits }] of state.quotas) {
    updateQuota(state.allocator, role, { guarantees: plain(guarantees), limits: plain(limits) })
  }
  return forAll(state)
}

/** Of one top-level role, which may have none any more. */
export const quotaChanged = (state: MasterState, role: string): Effect[] => {
  const { guarantees, limits } = state.quotas.get(role) ?? {}
  updateQuota(state.allocator, role, { guarantees: plain(guarantees), limits: plain(limits) })
  return forAll(state)
}

/** Something about the agent is new that the next run is to look at. */
export const reconsidered = (state: MasterState, agentId: string): Effect[] => soon(state, agentId)

/** The allocator has agents that wait for their turn. */
export const goOn = (state: MasterState): Effect[] => run(state)

/** Only agents on these hosts may be offered from now on. */
export const whitelisted = (state: MasterState, hostnames: readonly string[]): Effect[] => {
  setWhitelist(state.allocator, new Set(hostnames))
  return forAll(state)
}

const soon = (state: MasterState, agentId: string): Effect[] => {
  state.allocation.candidates.add(agentId)
  return run(state)
}

/** The next run looks at every agent. */
export const forAll = (state: MasterState): Effect[] => {
  state.allocation.everyAgent = true
  return run(state)
}

/** One run takes all that gathered before it. */
const run = (state: MasterState): Effect[] => {
  if (state.allocation.due) return []
  state.allocation.due = true
  return [{ kind: 'allocate' }]
}

/** The next run over all agents, unless it is waited for already. */
export const tick = (state: MasterState): Effect[] => {
  if (state.allocation.ticking) return []
  state.allocation.ticking = true
  const after = state.settings.allocationInterval
  return [{ kind: 'timer', id: 'allocation', after, next: { kind: 'allocation-due', batch: true } }]
}

const placeOf = ({ info: { hostname, domain, attributes } }: Agent): Place => ({
  hostname,
  region: domain?.fault_domain?.region.name,
  zone: domain?.fault_domain?.zone.name,
  attributes,
})

const optionsOf = ({ settings }: MasterState, framework: Framework): FrameworkOptions => ({
  roles: framework.roles,
  capabilities: framework.capabilities,
  suppressedRoles: framework.suppressedRoles,
  minAllocatableResources: minima(framework.info),
  constraints: constraintsOf(framework, settings),
})

/** They were checked when the framework subscribed. */
const constraintsOf = ({ offerConstraints }: Framework, { constraintLimits }: Settings) => {
  const compiled = offerConstraints && compileOfferConstraints(offerConstraints, constraintLimits)
  return compiled && 'problem' in compiled ? undefined : compiled
}

/** `offer_filters` by role: what an offer must hold at least, in place of --min_allocatable_resources. */
const minima = ({ offer_filters = {} }: FrameworkInfo) =>
  new Map(
    Object.entries(offer_filters).flatMap(([role, { min_allocatable_resources: minimum }]) =>
      minimum ? [[role, (minimum.quantities ?? []).map(set => plain(set.quantities))] as const] : [],
    ),
  )

const plain = (quantities: Record<string, { value: number }> = {}) =>
  Object.fromEntries(Object.entries(quantities).map(([name, { value }]) => [name, value]))
