import type { Authorize } from '../../http/types.ts'
import type { AgentInfo, DrainConfig, DrainState, MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { MachineID, Unavailability } from '../../mesos/messages/basics.ts'
import type { KillPolicy } from '../../mesos/messages/command.ts'
import type { FrameworkInfo, RateLimits } from '../../mesos/messages/framework.ts'
import type { InverseOfferStatus, Schedule } from '../../mesos/messages/maintenance.ts'
import type { InverseOffer, Offer, Operation } from '../../mesos/messages/offer.ts'
import type { QuotaConfig } from '../../mesos/messages/quota.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { ResourceProviderInfo } from '../../mesos/messages/resource-provider-info.ts'
import type { OfferConstraints } from '../../mesos/messages/scheduler.ts'
import type { CallSubscribe as SubscribeV0 } from '../../mesos/messages/scheduler-v0.ts'
import type { ExecutorInfo, Task } from '../../mesos/messages/task.ts'
import type { Conversion } from '../../mesos/resources/index.ts'
import type { AllocatorState } from './allocator/allocator.ts'
import type { OldStyleEvent } from './events.ts'

/**
 * Everything that the leader knows. Keys are ids as plain text (`S0`, not `{ value: 'S0' }`), times are ms since the epoch, resources
 * are in the post-refinement form (`reservations`, no `role`), those in use or offered carry `allocation_info`.
 * Only transitions change it; endpoints read it. Indexed so that no event costs more than what it touches.
 */
export interface MasterState {
  readonly info: MasterInfo
  readonly settings: Settings
  phase: Phase
  /** Who leads, as the detector says; us when we lead; absent: nobody known. */
  leader?: MasterInfo
  readonly startedAt: number
  electedAt?: number
  readonly frameworks: Map<string, Framework>
  /** Oldest first, at most `settings.maxCompletedFrameworks`. */
  readonly completedFrameworks: Map<string, Framework>
  readonly agents: Agents
  /** Outstanding offers. */
  readonly offers: Map<string, Offer>
  readonly inverseOffers: Map<string, InverseOffer>
  /** Who is offered what next; read through allocator/views.ts. */
  readonly allocator: AllocatorState
  readonly allocation: AllocationRun
  /** Allocation role → ids of the frameworks that subscribed to it or hold resources in it; no entry when none. */
  readonly roles: Map<string, Set<string>>
  /** Framework id → agents that have operations of it, while no such framework is known. */
  readonly orphans: Map<string, Set<string>>
  readonly weights: Map<string, number>
  readonly quotas: Map<string, QuotaConfig>
  readonly maintenance: Maintenance
  /** Open streams of frameworks that subscribed over HTTP: stream id → framework id. */
  readonly streams: Map<string, string>
  /** Old-style frameworks, also disconnected ones: libprocess pid → framework id. */
  readonly schedulerPids: Map<string, string>
  readonly limiters: Limiters
  /** libprocess peers that proved who they are: pid → principal. */
  readonly authenticated: Map<string, string>
  /** Peers that are about to prove it: pid → the subscription that waits for that. */
  readonly authenticating: Map<string, SubscribeV0 | undefined>
  /** Changes with every event that may change what endpoints show. */
  revision: number
  /** The next number of each kind of id. */
  readonly next: { framework: number; agent: number; offer: number; observer: number }
  /** Source of operation uuids and of the allocator's shuffling; seeded at start (chance.ts). */
  readonly chance: Chance
}

/**
 * standby: another master leads, or none · recovering: elected, the registry is not read yet · leading: serving.
 * Messages of agents and frameworks are dropped unless leading.
 */
export type Phase = 'standby' | 'recovering' | 'leading'

/** Four 32-bit words of generator state. */
export type Chance = [number, number, number, number]

/** What the next run of the allocator is about. */
export interface AllocationRun {
  /** Agents of which something became free. */
  readonly candidates: Set<string>
  everyAgent: boolean
  /** After a failover with quota: no offers before so many agents are registered. */
  awaited?: number
  /** A run follows the events at hand. */
  due: boolean
  /** A run over all agents follows within --allocation_interval. */
  ticking: boolean
}

/** What the transitions need of the flags; durations in ms. */
export interface Settings {
  readonly cluster?: string
  readonly agentPingTimeout: number
  readonly maxAgentPingTimeouts: number
  readonly agentReregisterTimeout: number
  /** At least so many ms between two agents that are marked unreachable; absent: no limit. */
  readonly agentRemovalInterval?: number
  readonly allocationInterval: number
  readonly offerTimeout?: number
  readonly authenticateAgents: boolean
  readonly authenticateFrameworks: boolean
  readonly rootSubmissions: boolean
  readonly requireAgentDomain: boolean
  readonly filterGpuResources: boolean
  /** The deprecated --roles; absent: every role may subscribe. */
  readonly roleWhitelist?: ReadonlySet<string>
  /** The one that may say no; absent: nobody is refused anything. */
  readonly authorize?: Authorize
  readonly maxCompletedFrameworks: number
  readonly maxCompletedTasksPerFramework: number
  readonly maxUnreachableTasksPerFramework: number
  readonly registryMaxAgentAge: number
  readonly registryMaxAgentCount: number
  readonly registryGcInterval: number
  /** How many recovered agents may stay away before the leader gives up: a part of all, or a number. */
  readonly recoveryAgentRemovalLimit: { readonly percent: number } | { readonly count: number }
  /** Sets of quantities, one of which an offer must hold: `[{ cpus: 0.01 }, { mem: 32 }]`; empty: no minimum. */
  readonly minAllocatableResources: readonly Readonly<Record<string, number>>[]
  readonly fairSharingExcluded: ReadonlySet<string>
  readonly roleSorter: 'drf' | 'random'
  readonly frameworkSorter: 'drf' | 'random'
  /** With quota: the part of the recovered agents that the allocator waits for, 0 to 1, and how long at most. */
  readonly allocatorAgentRecoveryFactor: number
  readonly allocatorRecoveryTimeout: number
  /** Of regular expressions in offer constraints: bytes, instructions. */
  readonly rateLimits?: RateLimits
  readonly constraintLimits: { readonly maxMem: number; readonly maxProgramSize: number }
  /** The deprecated --weights: those of a registry that has none. */
  readonly weights: ReadonlyMap<string, number>
}

/** An agent stands in exactly one of these. */
export interface Agents {
  readonly registered: Map<string, Agent>
  /** Known from the registry since we lead, not heard of yet. */
  readonly recovered: Map<string, RecoveredAgent>
  readonly unreachable: Map<string, UnreachableAgent>
  /** Agent id → since when (ms). */
  readonly gone: Map<string, number>
  /** Taken out lately (unregistered, machine down): bounded at 100,000, oldest first. Agent id → since when (ms). */
  readonly removed: Map<string, number>
  /** libprocess pid → agent id, of the registered ones. */
  readonly byPid: Map<string, string>
  /** Ids of agents whose registry write is under way, and pids of those that have no id yet. What they send meanwhile is dropped. */
  readonly inTransition: Map<string, 'admitting' | 'readmitting' | 'marking-unreachable' | 'marking-gone' | 'removing'>
  /** Those that shall be marked unreachable as soon as --agent_removal_rate_limit lets them; oldest first. Agent id → why. */
  readonly leaving: Map<string, Leaving>
  /** When the limit lets the next one go; ms. */
  nextDeparture: number
  /** slave-observer(N) → agent id. */
  readonly byObserver: Map<string, string>
  /** Put aside by operators, wherever they stand but gone. `written`: as the registry is told; `inForce`: as it has it. */
  readonly deactivated: {
    readonly written: Map<string, Deactivation>
    readonly inForce: Map<string, Deactivation>
    /** Agents that were away when their drain was cancelled: to be told when they are back. */
    readonly cancelled: Set<string>
  }
}

/** Nothing of the agent is offered, until an operator takes it back. */
export interface Deactivation {
  /** ms */
  readonly since: number
  readonly drain?: Drain
}

/** Machines that operators take out of service for a time. `written`: as the registry is told; `inForce`: as it has it. */
export interface Maintenance {
  written: MaintenancePlan
  inForce: MaintenancePlan
  /** Ids of the registered agents on machines of the plan. */
  readonly agents: Set<string>
}

/** Replaced as a whole, never changed. */
export interface MaintenancePlan {
  readonly schedule: Schedule
  /** Those of the schedule, by maintenance/machine-key.ts. */
  readonly machines: ReadonlyMap<string, Machine>
}

/** DRAINING: its frameworks are asked to leave it · DOWN: no agent may register there. */
export interface Machine {
  readonly id: MachineID
  readonly mode: 'DRAINING' | 'DOWN'
  readonly unavailability: Unavailability
}

/** silent: no answer to pings · away: did not re-register after its link broke · lost: did not come back after a failover. */
export type Leaving = 'silent' | 'away' | 'lost'

export interface RecoveredAgent {
  readonly info: AgentInfo
}

export interface UnreachableAgent {
  readonly since: number
  /** Where it was; absent where a release that did not note it has written the registry. */
  readonly at?: { readonly hostname: string; readonly port?: number }
  /** Framework id → ids of the tasks that ran there; absent where we never knew them. */
  readonly tasks?: ReadonlyMap<string, readonly string[]>
}

export interface Drain {
  readonly state: DrainState
  readonly config: DrainConfig
  /** When the operator asked for it. */
  readonly startedAt?: number
}

export interface Agent {
  readonly id: string
  /** As it registered, with its id. */
  info: AgentInfo
  /** `slave(1)@10.0.0.2:5051` */
  pid: string
  version: string
  capabilities: ReadonlySet<string>
  /** The link stands. */
  connected: boolean
  /** Connected and heard of. Its resources may be offered where nothing else (`deactivated`, `heldBack`) forbids it. */
  active: boolean
  /** Put aside by an operator, or by draining; survives leaders: as `agents.deactivated.inForce` says. */
  deactivated: boolean
  drain?: Drain
  /** Its machine is to be out of service: since when it is known, and what frameworks said to their inverse offers. */
  maintenance?: AgentMaintenance
  readonly registeredAt: number
  reregisteredAt?: number
  /** Its resources with reservations and volumes applied, revocable ones at the end. */
  total: Resource[]
  /** Dynamic reservations and persistent volumes, as the agent keeps them on disk. */
  checkpointed: Resource[]
  /** Framework id → task id → task; also terminal tasks whose last update is not acknowledged. No entry without tasks. */
  readonly tasks: Map<string, Map<string, Task>>
  /** Framework id → executor id → executor. No entry without executors. */
  readonly executors: Map<string, Map<string, ExecutorInfo>>
  /** Operation uuid (base64) → operation. */
  readonly operations: Map<string, Operation>
  /** What of `total` is only hoped for; absent: nothing is under way. */
  speculation?: Speculation
  /** It came back while operations were under way, and has yet to say which of them it knows: nothing of it is offered until then. */
  heldBack?: boolean
  /** Resource provider id → what the agent last said of it; absent: it has none. */
  providers?: Map<string, ResourceProvider>
  /** Framework id → ids of tasks that it wants killed → how; said again when the agent comes back. */
  readonly killed: Map<string, Map<string, KillPolicy | undefined>>
  readonly offers: Set<string>
  readonly inverseOffers: Set<string>
  /** Base64. */
  resourceVersionUuid?: string
  readonly observer: Observer
}

export interface AgentMaintenance {
  readonly unavailability: Unavailability
  /** Framework id → its last answer. */
  readonly answers: Map<string, InverseOfferStatus>
  /** Framework id → until when (ms) it is not asked again. */
  readonly refusals: Map<string, number>
  /** ms; before that no framework is to be asked, unless something happens: then 0. */
  lookAgainAt: number
}

/** Operations count as done when they are sent. `total` is `base` after the steps, in their order; one that fails is left out. */
export interface Speculation {
  base: Resource[]
  readonly steps: SpeculativeStep[]
  /** Under way when the agent came back: whether they are in the base it says next, by the operations that it knows. */
  readonly limbo?: readonly SpeculativeStep[]
}

export interface SpeculativeStep {
  /** Of the operation. */
  readonly uuid: string
  readonly conversions: readonly Conversion[]
  /** The agent has done it; it stays while one before it is under way. */
  done: boolean
}

export interface ResourceProvider {
  readonly info: ResourceProviderInfo
  readonly total: Resource[]
  /** Base64. */
  readonly version: string
}

/** Pings an agent. `missed`: pings in a row that nobody answered. */
export interface Observer {
  /** `slave-observer(1)` */
  readonly name: string
  /** A ping is out that nobody answered yet. */
  waiting: boolean
  missed: number
}

/** --rate_limits: how fast old-style frameworks may speak. Absent: as fast as they like. */
export interface Limiters {
  readonly ofPrincipals: ReadonlyMap<string, Limiter | undefined>
  /** Shared by all that are not named. */
  readonly ofOthers?: Limiter
}

export interface Limiter {
  readonly id: string
  /** ms from one message to the next. */
  readonly interval: number
  /** Messages that may wait. */
  readonly capacity: number
  readonly waiting: OldStyleEvent[]
  /** When the next one may happen (ms). */
  freeAt: number
}

export type Connection =
  | { readonly kind: 'http'; readonly streamId: string }
  | { readonly kind: 'pid'; readonly pid: string }

export interface Framework {
  readonly id: string
  info: FrameworkInfo
  capabilities: ReadonlySet<string>
  /** `info.roles`, or its one `role` without MULTI_ROLE. */
  roles: readonly string[]
  suppressedRoles: Set<string>
  offerConstraints?: OfferConstraints
  /** Who authenticated; not what info says. */
  principal?: string
  connection?: Connection
  /** Offers may be made. */
  active: boolean
  connected: boolean
  /** Known through agents only, since this leader was elected. */
  recovered: boolean
  registeredAt?: number
  reregisteredAt?: number
  unregisteredAt?: number
  /** Not completed ones: running, or terminal and not acknowledged. Task id → task, the same objects as the agents hold. */
  readonly tasks: Map<string, Task>
  /** Task id → task; oldest first, bounded. */
  readonly unreachableTasks: Map<string, Task>
  /** Oldest first, bounded. */
  readonly completedTasks: Task[]
  /** Agent id → executor id → executor; the same maps as the agents hold. */
  readonly executors: Map<string, Map<string, ExecutorInfo>>
  readonly offers: Set<string>
  readonly inverseOffers: Set<string>
  /** Operation uuid (base64) → operation. */
  readonly operations: Map<string, Operation>
  /** Operation id → uuid, of operations that want feedback. */
  readonly operationIds: Map<string, string>
}
