import type { MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { WeightInfo } from '../../mesos/messages/cluster.ts'
import type { Event as MasterEvent } from '../../mesos/messages/master-event.ts'
import type { QuotaConfig } from '../../mesos/messages/quota.ts'
import type { RegistryGoneSlave, RegistrySlave } from '../../mesos/messages/registry.ts'
import type { Event as SchedulerEvent } from '../../mesos/messages/scheduler.ts'
import type { Event } from './events.ts'
import type { DeactivatedAgent, MaintenancePart, UnreachableAgentEntry } from './registrar/messages.ts'

/** What a transition wants done. Performed in order, each by perform/<kind>.ts, after the state has changed. */
export type Effect =
  /** A libprocess message. `from`: our process that says it (`master` when absent); `name` without `mesos.internal.` */
  | { readonly kind: 'send'; readonly to: string; readonly from?: string; readonly name: string; readonly body: object }
  /** Keep a connection to this pid; its end becomes `link-exited`. */
  | { readonly kind: 'link'; readonly pid: string }
  /** Drop the connection and dial again. */
  | { readonly kind: 'relink'; readonly pid: string }
  | { readonly kind: 'unlink'; readonly pid: string }
  /** One event to the framework that subscribed over HTTP. */
  | { readonly kind: 'stream'; readonly streamId: string; readonly event: SchedulerEvent }
  | { readonly kind: 'close-stream'; readonly streamId: string }
  /** One event to all subscribers of the operator API. */
  | { readonly kind: 'publish'; readonly event: MasterEvent }
  /** Read the whole registry; `registry-loaded` follows. */
  | { readonly kind: 'load-registry' }
  /** Write all or nothing; `next` is dispatched when it is durable, in the order of the effects. A failure is `registry-failed`. */
  | { readonly kind: 'store'; readonly changes: readonly RegistryChange[]; readonly next: Event }
  /** `next` happens after `after` ms, unless cancelled. A timer of the same id is replaced. */
  | { readonly kind: 'timer'; readonly id: string; readonly after: number; readonly next: Event }
  | { readonly kind: 'cancel-timer'; readonly id: string }
  /** The answer to an HTTP call that waits under this number. */
  | { readonly kind: 'reply'; readonly request: number; readonly status: number; readonly body?: string }
  /** Run the allocator once the events at hand are through. */
  | { readonly kind: 'allocate' }
  /** A counter of facts/metrics.md by its full name. `frameworkId`: whose task it was that ended. */
  | { readonly kind: 'count'; readonly metric: string; readonly by?: number; readonly frameworkId?: string }
  /** This counter is shown no longer. */
  | { readonly kind: 'forget-count'; readonly metric: string }
  | {
      readonly kind: 'log'
      readonly level: 'info' | 'warning' | 'error'
      readonly message: string
      readonly fields?: object
    }
  /** The process ends; the supervisor starts it anew. Codes: docs/daemons.md. */
  | { readonly kind: 'exit'; readonly code: number; readonly reason: string }

export type RegistryChange =
  | { readonly kind: 'put'; readonly record: RegistryRecord }
  | { readonly kind: 'delete'; readonly area: RegistryRecord['area']; readonly key: string }

/** One registry entry; `key` is the agent's id, the role, or the part's name. */
export type RegistryRecord =
  | { readonly area: 'agents'; readonly key: string; readonly value: RegistrySlave }
  | { readonly area: 'unreachable'; readonly key: string; readonly value: UnreachableAgentEntry }
  | { readonly area: 'gone'; readonly key: string; readonly value: RegistryGoneSlave }
  | { readonly area: 'deactivated'; readonly key: string; readonly value: DeactivatedAgent }
  | { readonly area: 'maintenance'; readonly key: 'schedule' | 'down'; readonly value: MaintenancePart }
  | { readonly area: 'quota'; readonly key: string; readonly value: QuotaConfig }
  | { readonly area: 'weights'; readonly key: string; readonly value: WeightInfo }
  | { readonly area: 'cluster'; readonly key: 'master'; readonly value: MasterInfo }
