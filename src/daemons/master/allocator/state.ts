import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Quantities } from '../../../mesos/resources/quantities.ts'
import type { Constraint, Place } from './constraints/compile.ts'
import type { Entry, Line } from './line.ts'
import type { Rest } from './rest.ts'
import type { AllocatorSettings } from './types.ts'
import type { Vector } from './vector.ts'
import type { Waiting } from './waiting.ts'

export interface AllocatorState {
  readonly settings: AllocatorSettings
  /** Name of a scalar resource → its index in every vector. */
  readonly names: Map<string, number>
  readonly frameworks: Map<string, FrameworkState>
  readonly agents: Map<string, AgentState>
  readonly root: RoleNode
  readonly lines: Lines
  readonly weights: Map<string, number>
  /** By top-level role. */
  readonly quotas: Map<string, QuotaState>
  readonly usage: Map<string, RoleUsage>
  readonly book: QuotaBook
  /** Of all agents. */
  readonly total: Vector
  /** `total` or a weight changed: every share has to be worked out again. */
  stale: boolean
  /** Entries whose share or count changed since they were put in place. */
  readonly moved: Set<Placed>
  /** Host names that may be offered; undefined: all. */
  whitelist?: ReadonlySet<string>
  readonly waiting: Waiting
  /** How many cycles over all agents there were. `batching`: one is under way. */
  batches: number
  batching: boolean
  /** Rises when something may be offered that could not be before, but for changes of the agent itself. */
  version: number
  /** The version since which every framework may be concerned, not only those of `news`. */
  overhaul: number
  /** Clients that became able to get what they could not get before, by the version when they did. */
  readonly news: News
}

/** `most`: so long may it grow before what is out of date is dropped. */
export interface News {
  list: { readonly version: number; readonly client: Client }[]
  most: number
}

/** Makes the lines of --role_sorter and --framework_sorter. */
export interface Lines {
  readonly roles: () => Line<RoleNode | Leaf>
  readonly clients: () => Line<Client>
}

/** An entry with the line that it stands in while it is active. */
export interface Placed extends Entry {
  readonly list: Line<any>
  readonly used: Vector
}

export interface FrameworkState {
  readonly id: string
  active: boolean
  roles: ReadonlySet<string>
  capabilities: ReadonlySet<string>
  suppressed: Set<string>
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
  /** Which kinds of resources it can handle. Bits of rest.ts. */
  handles: number
  /** What an offer holds at least, where that is its own. */
  minima?: readonly Quantities[]
  /** Which agents it takes; undefined: all. */
  constraint?: Constraint
  /** When it last became able to get what it could not get before. */
  version: number
  readonly agents: Set<AgentState>
  /** Those that hold a filter of it. */
  readonly filtered: Set<AgentState>
  /** How often an agent was looked at for it, by the verdict's number. */
  readonly verdicts: number[]
  /** When it was last given something (ms). */
  grantedAt?: number
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
  readonly order: Line<RoleNode | Leaf>
  readonly leaf: Leaf
  readonly clients: Set<Client>
}

/** The frameworks of the role itself compete with the role's children as one. */
export interface Leaf extends Placed {
  readonly kind: 'leaf'
  readonly node: RoleNode
  /** The active clients. */
  readonly order: Line<Client>
}

export interface AgentState {
  readonly id: string
  place: Place
  capabilities: ReadonlySet<string>
  total: readonly Resource[]
  active: boolean
  /** It stands in `waiting`. */
  waits: boolean
  refuses: number
  /** Without `allocation_info`. */
  readonly allocations: Map<Client, Resource[]>
  /** What of the total is not allocated, shared resources always; undefined: to be worked out. */
  free?: Rest
  /** What was free when something last was. */
  lastFree?: Rest
  readonly filters: Map<Client, Filter>
  /** No filter of it ends before (ms). */
  expiry: number
  settled?: Settled
  /** What of it stands in the book as free. */
  booked?: Vector
}

/** A walk found nobody to offer this rest to: only clients with later news, or whose filter ended, are worth asking. */
export interface Settled {
  readonly rest: Rest
  /** News are taken in up to here. */
  version: number
  /** Who is to be asked. */
  readonly pending: Set<Client>
  /** Quota stood in somebody's way: when it gives way, all are asked again. */
  held: boolean
}

/** What a client refused. Several of one client on one agent are chained, the latest first. */
export interface Filter {
  readonly resources: readonly Resource[]
  readonly expiresAt: number
  /** The count of batches when it was made: it outlives the next one. */
  readonly batch: number
  next?: Filter
  /** The last pool it was held against, and the answer. */
  seen?: readonly Resource[]
  matches: boolean
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

/** How much may be given, by index of the resource's name. undefined: any amount. */
export type Room = (number | undefined)[]

/** Of unreserved resources, as it was worked out for an edition of the book; undefined: any amount. */
export interface KnownRoom {
  readonly edition: number
  readonly room: Room | undefined
}

/** What quota leaves, kept up as roles and agents change. Empty while there is no quota. */
export interface QuotaBook {
  /** Unreserved and unallocated on agents that may be offered. */
  readonly free: Vector
  /** What all guarantees lack: that much of `free` is kept back from everybody else. */
  readonly owed: Vector
  /** By top-level role with quota. */
  readonly budgets: Map<string, Budget>
  readonly changedRoles: Set<string>
  readonly changedAgents: Set<AgentState>
  /** Rises whenever something in it changes. */
  edition: number
  /** The room of roles without quota. */
  known?: KnownRoom
  /** The headroom stood in somebody's way since it last grew. */
  bitten: boolean
  /** The version when the headroom last grew after it had stood in somebody's way. */
  grown: number
}

/** Of one top-level role. */
export interface Budget {
  readonly quota: QuotaState
  /** What its guarantee lacks. */
  readonly owed: Vector
  /** What its limit leaves. */
  readonly left: Room
  /** The room of the role and all below it. */
  known?: KnownRoom
  /** The limit stood in somebody's way since it last grew. */
  bitten: boolean
}
