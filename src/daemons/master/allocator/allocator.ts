/**
 * Who is offered what: hierarchical DRF over roles and, within a role, over frameworks. Rules: facts/master.md 7.
 * The state is opaque: change it through these functions alone. Ids are plain text, times ms, resources post-refinement;
 * resources of a framework carry `allocation_info`, an agent's total does not.
 */
export { activateAgent, addAgent, deactivateAgent, removeAgent, setWhitelist, updateAgent } from './agents.ts'
export { compileOfferConstraints, offerConstraintsProblem, type Place } from './constraints/compile.ts'
export { type Allocated, allocate } from './cycle.ts'
export {
  type AgentReason,
  excludedAgents,
  explainRole,
  type Reason,
  type RoleHistory,
  roleHistory,
  rolesKnown,
} from './explain.ts'
export {
  activateFramework,
  addFramework,
  deactivateFramework,
  removeFramework,
  revive,
  suppress,
  updateFramework,
} from './frameworks.ts'
export { createAllocatorState } from './new-state.ts'
export { updateQuota, updateWeights } from './roles.ts'
export type { AllocatorState } from './state.ts'
export type {
  AgentOptions,
  Allocation,
  AllocatorSettings,
  FrameworkOptions,
  RefusalFilter,
  RoleQuota,
} from './types.ts'
export { recoverResources, trackAllocated, updateAllocation, updateAvailable } from './usage.ts'
export { allocatedTo, availableOn, quotaConsumption, roleQuantities } from './views.ts'
