import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Resources } from '../../../mesos/resources/algebra.ts'
import type { Quantities } from '../../../mesos/resources/quantities.ts'
import type { ConstraintByRole, Place } from './constraints/compile.ts'

export interface AllocatorSettings {
  /** ms; no filter lasts shorter. */
  readonly allocationInterval: number
  /** Sets of quantities, one of which an offer must hold; empty: no minimum. */
  readonly minAllocatableResources: readonly Quantities[]
  /** Agents with gpus go to frameworks with GPU_RESOURCES only. */
  readonly filterGpuResources: boolean
  /** Names of resources that fair shares do not look at. */
  readonly fairSharingExcluded?: ReadonlySet<string>
  readonly roleSorter?: 'drf' | 'random'
  readonly frameworkSorter?: 'drf' | 'random'
  /** Where the master stands; agents elsewhere go to frameworks with REGION_AWARE only. */
  readonly region?: string
}

export interface FrameworkOptions {
  readonly roles: readonly string[]
  /** FrameworkInfo.Capability names. */
  readonly capabilities: ReadonlySet<string>
  readonly suppressedRoles?: Iterable<string>
  /** Role → its own minimum, in place of the setting; an empty list: none. From FrameworkInfo.offer_filters. */
  readonly minAllocatableResources?: ReadonlyMap<string, readonly Quantities[]>
  /** Role → which agents it takes; all where absent. */
  readonly constraints?: ConstraintByRole
}

export interface AgentOptions {
  readonly place: Place
  /** AgentInfo.Capability names. */
  readonly capabilities: ReadonlySet<string>
  readonly total: Resources
}

/** One offer to be made. `resources` carry `allocation_info`, and count as allocated from now on. */
export interface Allocation {
  readonly frameworkId: string
  readonly role: string
  readonly agentId: string
  readonly resources: Resource[]
}

/** Filters.refuse_seconds; absent or negative: 5; 0: no filter; at most 365 days. */
export interface RefusalFilter {
  readonly refuse_seconds?: number
}

/** By top-level role. A name without a limit is not limited. */
export interface RoleQuota {
  readonly guarantees: Quantities
  readonly limits: Quantities
}
