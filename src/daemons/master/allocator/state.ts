import type { Unavailability } from '../../../mesos/messages/basics.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Quantities } from '../../../mesos/resources/quantities.ts'
import type { Entry, Ordered } from './ordered.ts'
import type { AllocatorSettings } from './types.ts'
import type { Vector } from './vector.ts'

export interface AllocatorState {
  readonly settings: AllocatorSettings
  /** Name of a scalar resource → its index in every vector. */
  readonly names: Map<string, number>
  readonly frameworks: Map<string, FrameworkState>
  readonly agents: Map<string, AgentState>
  readonly root: RoleNode
  readonly weights: Map<string, number>
  /** By top-level role. */
  readonly quotas: Map<string, QuotaState>
  readonly usage: Map<string, RoleUsage>
  /** Of all agents. */
  readonly total: Vector
  /** `total` or a weight changed: every share has to be worked out again. */
  stale: boolean
  /** Entries whose share or count changed since they were put in place. */
  readonly moved: Set<Placed>
  /** Host names that may be offered; undefined: all. */
  whitelist?: ReadonlySet<string>
  /** Those with `maintenance`. */
  readonly maintained: Set<AgentState>
  /** How many cycles over all agents there were. */
  batches: number
  /** Rises when something may be offered that could not be before, but for changes of the agent itself. */
  version: number
  /** The version since which every framework may be concerned, not only those that are newer than what an agent settled at. */
  overhaul: number
}

/** An entry with the list that it stands in while it is active. */
export interface Placed extends Entry {
  readonly list: Ordered<any>
  readonly used: Vector
}

export interface FrameworkState {
  readonly id: string
  active: boolean
  roles: ReadonlySet<string>
  capabilities: ReadonlySet<string>
  suppressed: Set<string>
  minima?: ReadonlyMap<string, readonly Quantities[]>
  /** By role: those subscribed to, and those it still holds resources in. */
  readonly clients: Map<string, Client>
}

/** A framework within a role. */
export interface Client extends Placed {
  readonly kind: 'client'
  readonly framework: FrameworkState
  readonly node: RoleNode
  /** What it may ask of an agent; agent.refuses says what that one cannot serve. Bits of traits.ts. */
  traits: number
  /** When it last became able to get what it could not get before. */
  version: number
  readonly agents: Set<AgentState>
  /** Those that hold a filter of it. */
  readonly filtered: Set<AgentState>
}

/** A role, or a component of one. */
export interface RoleNode extends Placed {
  readonly kind: 'role'
  readonly role: string
  readonly parent?: RoleNode
  /** Its top-level role; the root's is itself. */
  readonly top: RoleNode
  readonly children: Map<string, RoleNode>
  /** Active children, and the leaf when clients of this very role are active. */
  readonly order: Ordered<RoleNode | Leaf>
  readonly leaf: Leaf
  readonly clients: Set<Client>
}

/** The frameworks of the role itself compete with the role's children as one. */
export interface Leaf extends Placed {
  readonly kind: 'leaf'
  readonly node: RoleNode
  /** The active clients. */
  readonly order: Ordered<Client>
}

export interface AgentState {
  readonly id: string
  hostname: string
  capabilities: ReadonlySet<string>
  region?: string
  total: readonly Resource[]
  active: boolean
  refuses: number
  /** Without `allocation_info`. */
  readonly allocations: Map<Client, Resource[]>
  /** What of the total is not allocated, shared resources always; undefined: work it out. */
  available?: readonly Resource[]
  readonly filters: Map<Client, Filter[]>
  /** When it will be away. `asked`: framework id → when it may be asked again (ms); for ever while an inverse offer is out. */
  maintenance?: { readonly unavailability: Unavailability; readonly asked: Map<string, number> }
  /** A walk found nobody to offer to; nothing will change while the version stands and `until` is not reached. */
  settled?: { readonly version: number; readonly until: number }
}

export interface Filter {
  readonly resources: readonly Resource[]
  readonly expiresAt: number
  /** The count of batches when it was made: it outlives the next one. */
  readonly batch: number
  /** The last pool it was held against, and the answer. */
  seen?: readonly Resource[]
  matches?: boolean
}

/** Thousandths by index of the name; undefined: none is set. */
export interface QuotaState {
  readonly guarantees: readonly (number | undefined)[]
  readonly limits: readonly (number | undefined)[]
}

/** What a top-level role and all below it hold, revocable resources aside. */
export interface RoleUsage {
  /** Reserved for it on all agents, allocated or not. */
  readonly reserved: Vector
  readonly unreserved: Vector
}
