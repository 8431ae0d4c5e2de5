import type { DrainConfig, MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { MachineID } from '../../mesos/messages/basics.ts'
import type { WeightInfo } from '../../mesos/messages/cluster.ts'
import type { RegisterSlaveMessage, ReregisterSlaveMessage } from '../../mesos/messages/internal-agent.ts'
import type { ExecutorToFrameworkMessage, ExitedExecutorMessage } from '../../mesos/messages/internal-executor.ts'
import type { RegisterFrameworkMessage, ReregisterFrameworkMessage } from '../../mesos/messages/internal-framework.ts'
import type { UpdateOperationStatusMessage, UpdateSlaveMessage } from '../../mesos/messages/internal-operations.ts'
import type { StatusUpdate } from '../../mesos/messages/internal-task.ts'
import type { Schedule } from '../../mesos/messages/maintenance.ts'
import type { OfferOperation } from '../../mesos/messages/offer.ts'
import type { QuotaConfig, QuotaRequest } from '../../mesos/messages/quota.ts'
import type {
  CallAccept,
  CallAcceptInverseOffers,
  CallAcknowledge,
  CallAcknowledgeOperationStatus,
  CallDecline,
  CallDeclineInverseOffers,
  CallKill,
  CallMessage,
  CallReconcile,
  CallReconcileOperations,
  CallShutdown,
  CallSubscribe,
  CallUpdateFramework,
} from '../../mesos/messages/scheduler.ts'
import type { Call as CallV0 } from '../../mesos/messages/scheduler-v0.ts'
import type { RegistryRecord } from './effects.ts'
import type { Deactivation, MaintenancePlan } from './state.ts'

/** Whatever can happen to a leader. `from`: the libprocess pid that sent it. Each kind has its transitions/<kind>.ts. */
export type Event =
  | ElectionEvent
  | RegistryEvent
  | AgentEvent
  | OldStyleEvent
  | FrameworkEvent
  | OperatorEvent
  | RetirementEvent
  | TimeEvent

type ElectionEvent =
  | { readonly kind: 'elected' }
  | { readonly kind: 'leader-detected'; readonly leader?: MasterInfo }
  | { readonly kind: 'leadership-lost'; readonly reason: string }

type RegistryEvent =
  | { readonly kind: 'registry-loaded'; readonly records: readonly RegistryRecord[] }
  | { readonly kind: 'registry-failed'; readonly code: string; readonly message: string }
  /** Durable now: each follows a `store` effect. */
  | {
      readonly kind: 'agent-admitted'
      readonly from: string
      readonly message: RegisterSlaveMessage
      readonly agentId: string
      /** The agent that had this address before. */
      readonly replaces?: string
    }
  | { readonly kind: 'agent-readmitted'; readonly from: string; readonly message: ReregisterSlaveMessage }
  | { readonly kind: 'agent-unreachable'; readonly agentId: string; readonly since: number }
  | { readonly kind: 'agent-removed'; readonly agentId: string; readonly why: string; readonly reason?: 'unregistered' }
  | { readonly kind: 'agent-gone'; readonly agentId: string; readonly since: number; readonly request?: number }
  | { readonly kind: 'registry-pruned'; readonly unreachable: readonly string[]; readonly gone: readonly string[] }
  | {
      readonly kind: 'agent-deactivated'
      readonly agentId: string
      readonly deactivation: Deactivation
      /** The agent is to hear of its drain. */
      readonly drainNow?: boolean
      readonly request?: number
    }
  | {
      readonly kind: 'agent-reactivated'
      readonly agentId: string
      readonly cancelled?: boolean
      readonly request: number
    }
  | {
      readonly kind: 'maintenance-stored'
      readonly plan: MaintenancePlan
      /** Those that went down with it. */
      readonly down?: readonly MachineID[]
      readonly request: number
    }

type AgentEvent =
  | { readonly kind: 'register-agent'; readonly from: string; readonly message: RegisterSlaveMessage }
  | { readonly kind: 'reregister-agent'; readonly from: string; readonly message: ReregisterSlaveMessage }
  | { readonly kind: 'unregister-agent'; readonly from: string; readonly agentId: string }
  | { readonly kind: 'update-agent'; readonly from: string; readonly message: UpdateSlaveMessage }
  | { readonly kind: 'pong'; readonly from: string; readonly observer: string }
  | { readonly kind: 'status-update'; readonly from: string; readonly update: StatusUpdate }
  | { readonly kind: 'operation-update'; readonly from: string; readonly message: UpdateOperationStatusMessage }
  | { readonly kind: 'executor-exited'; readonly from: string; readonly message: ExitedExecutorMessage }
  | { readonly kind: 'executor-message'; readonly from: string; readonly message: ExecutorToFrameworkMessage }
  /** A peer has begun to authenticate: what it was before no longer counts. */
  | { readonly kind: 'authentication-started'; readonly pid: string }
  | { readonly kind: 'authenticated'; readonly pid: string; readonly principal: string }
  | { readonly kind: 'authentication-failed'; readonly pid: string }
  | { readonly kind: 'mark-agent-gone'; readonly agentId: string; readonly request?: number }

/** Agents and machines that operators put aside, for good or for a time. */
type RetirementEvent =
  | {
      readonly kind: 'drain-agent'
      readonly agentId: string
      readonly config: DrainConfig
      readonly request: number
    }
  | { readonly kind: 'cancel-drain'; readonly agentId: string; readonly request: number }
  | { readonly kind: 'deactivate-agent'; readonly agentId: string; readonly request: number }
  | { readonly kind: 'reactivate-agent'; readonly agentId: string; readonly request: number }
  | { readonly kind: 'schedule-maintenance'; readonly schedule: Schedule; readonly request: number }
  | { readonly kind: 'start-maintenance'; readonly machines: readonly MachineID[]; readonly request: number }
  | { readonly kind: 'stop-maintenance'; readonly machines: readonly MachineID[]; readonly request: number }

/**
 * A call of an old-style framework, which says nothing yet of whether it may make it. `evenDisconnected`: it counts although
 * the framework is not connected any more.
 */
export type OldStyleEvent =
  | {
      readonly kind: 'scheduler-call'
      readonly from: string
      readonly call: CallV0
      readonly evenDisconnected?: boolean
    }
  | { readonly kind: 'register-framework'; readonly from: string; readonly message: RegisterFrameworkMessage }
  | { readonly kind: 'reregister-framework'; readonly from: string; readonly message: ReregisterFrameworkMessage }
  | { readonly kind: 'deactivate-framework'; readonly from: string; readonly frameworkId: string }
  /** Of an agent, or of anybody else who was linked, too. */
  | { readonly kind: 'link-exited'; readonly pid: string }

/** Checked by the HTTP border, or by `scheduler-call`: the framework is known, subscribed, and it is the one that speaks. */
type FrameworkEvent =
  | { readonly kind: 'subscribe'; readonly streamId: string; readonly principal?: string; readonly call: CallSubscribe }
  | { readonly kind: 'stream-closed'; readonly streamId: string }
  | { readonly kind: 'teardown'; readonly frameworkId: string; readonly request?: number }
  | { readonly kind: 'accept'; readonly frameworkId: string; readonly call: CallAccept }
  | { readonly kind: 'decline'; readonly frameworkId: string; readonly call: CallDecline }
  | { readonly kind: 'accept-inverse-offers'; readonly frameworkId: string; readonly call: CallAcceptInverseOffers }
  | { readonly kind: 'decline-inverse-offers'; readonly frameworkId: string; readonly call: CallDeclineInverseOffers }
  | { readonly kind: 'revive'; readonly frameworkId: string; readonly roles: readonly string[] }
  | { readonly kind: 'suppress'; readonly frameworkId: string; readonly roles: readonly string[] }
  | { readonly kind: 'kill'; readonly frameworkId: string; readonly call: CallKill }
  | { readonly kind: 'shutdown-executor'; readonly frameworkId: string; readonly call: CallShutdown }
  | { readonly kind: 'acknowledge'; readonly frameworkId: string; readonly call: CallAcknowledge }
  | {
      readonly kind: 'acknowledge-operation'
      readonly frameworkId: string
      readonly call: CallAcknowledgeOperationStatus
    }
  | { readonly kind: 'reconcile'; readonly frameworkId: string; readonly call: CallReconcile }
  | { readonly kind: 'reconcile-operations'; readonly frameworkId: string; readonly call: CallReconcileOperations }
  | { readonly kind: 'framework-message'; readonly frameworkId: string; readonly call: CallMessage }
  | {
      readonly kind: 'update-framework'
      readonly frameworkId: string
      readonly call: CallUpdateFramework
      readonly request?: number
    }

/** `authorized`: what the authorizer said; it counts once the call is right otherwise. `request`: who waits for the answer. */
type OperatorEvent =
  | (Asked & { readonly kind: 'update-quota'; readonly configs: readonly QuotaConfig[]; readonly force: boolean })
  | (Asked & { readonly kind: 'set-quota'; readonly quota: QuotaRequest })
  | (Asked & { readonly kind: 'remove-quota'; readonly role: string })
  /** Durable. `legacy`: by one of the deprecated calls. */
  | {
      readonly kind: 'quota-updated'
      readonly configs: readonly QuotaConfig[]
      readonly legacy?: 'set' | 'removed'
      readonly request: number
    }
  | (Asked & { readonly kind: 'update-weights'; readonly weights: readonly WeightInfo[] })
  | { readonly kind: 'weights-updated'; readonly weights: ReadonlyMap<string, number>; readonly request: number }
  /** RESERVE and the like on what nobody uses. `principal`: who asks, where somebody authenticated. */
  | (Asked & {
      readonly kind: 'operate'
      readonly agentId: string
      readonly operation: OfferOperation
      readonly principal?: string
    })

interface Asked {
  readonly authorized: boolean
  readonly request: number
}

type TimeEvent =
  | { readonly kind: 'limiter-due'; readonly limiter: string }
  | { readonly kind: 'ping-due'; readonly agentId: string }
  | { readonly kind: 'agent-reregister-timeout'; readonly agentId: string }
  | { readonly kind: 'held-back-timeout'; readonly agentId: string }
  /** `of`: how many the registry had. */
  | { readonly kind: 'recovered-agents-timeout'; readonly of: number }
  | { readonly kind: 'departure-due' }
  | { readonly kind: 'failover-timeout'; readonly frameworkId: string }
  | { readonly kind: 'heartbeat-due'; readonly frameworkId: string; readonly streamId: string }
  | { readonly kind: 'offer-timeout'; readonly offerId: string }
  | { readonly kind: 'inverse-offer-timeout'; readonly offerId: string }
  | { readonly kind: 'allocation-due'; readonly batch: boolean }
  | { readonly kind: 'allocator-recovery-timeout' }
  /** The file of --whitelist holds these host names now. */
  | { readonly kind: 'whitelist-read'; readonly hostnames: readonly string[] }
  | { readonly kind: 'registry-gc-due' }

export type EventOf<K extends Event['kind']> = Extract<Event, { kind: K }>
