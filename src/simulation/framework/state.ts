import type { FrameworkInfo } from '../../mesos/messages/framework.ts'
import type { Offer } from '../../mesos/messages/offer.ts'
import type { Call, Event as SchedulerEvent } from '../../mesos/messages/scheduler.ts'
import type { TaskState } from '../../mesos/messages/task.ts'

/** What a scheduler of the simulation is like; drawn from the seed. */
export interface Profile {
  readonly name: string
  readonly roles: readonly string[]
  readonly capabilities: NonNullable<FrameworkInfo['capabilities']>
  readonly checkpoint: boolean
  /** Seconds. */
  readonly failoverTimeout: number
  /** Tasks that it wants to have ended well in the end. */
  readonly wanted: number
  /** At most so many at once. */
  readonly most: number
  readonly cpus: number
  readonly mem: number
  /** ms that tasks run: from, to. */
  readonly duration: readonly [number, number]
  /** Part of tasks that run until they are killed, of those that exit with 1, and of those that it kills in between. */
  readonly endless: number
  readonly failing: number
  readonly killed: number
  /** ms that it thinks about an offer, at most. */
  readonly thinking: number
  /** ms between two reconciliations. */
  readonly reconcileEvery: number
  /** Reserves resources before it launches on them, and gives them back. */
  readonly stateful: boolean
  /** Makes, changes and unmakes persistent volumes, too. */
  readonly volumes: boolean
  /** Runs its tasks in executors of its own, one on each agent. */
  readonly executors: boolean
  /** Runs them as groups in pods, one on each agent. */
  readonly pods: boolean
  /** Over HTTP; over libprocess in scheduler calls, or in the messages of before; or in each life as it comes. */
  readonly style: 'http' | 'old' | 'plain' | 'changing'
}

export interface SchedulerState {
  readonly profile: Profile
  /** On its disk, and so are the tasks. */
  id?: string
  readonly tasks: Map<string, KnownTask>
  /** As many as its profile says, until the run winds up. */
  wanted: number
  launched: number
  /** That it has made a name for. */
  volumes: number
  succeeded: number
  /** Ids that were removed under it. */
  readonly removed: string[]
  /** The rest is in memory alone. */
  leader?: string
  phase: 'waiting' | 'connecting' | 'subscribed'
  streamId?: string
  readonly offers: Map<string, Offer>
  lastHeard: number
  lastReconciled: number
  suppressed: boolean
  /** Winds up: nothing endless goes on. */
  settling: boolean
}

export interface KnownTask {
  readonly id: string
  readonly agentId: string
  readonly endless: boolean
  readonly launchedAt: number
  state: TaskState
  /** Of updates it has recorded. */
  readonly seen: Set<string>
  /** It is over for the scheduler, who has another one launched in its place where it did not end well. */
  over: boolean
  /** It wants it to end. */
  killing: boolean
  killedAt: number
  heardAt: number
  unreachableSince?: number
}

export type SchedulerInput =
  | { readonly kind: 'started' }
  | { readonly kind: 'leader'; readonly address?: string }
  | { readonly kind: 'stream'; readonly streamId: string }
  | { readonly kind: 'event'; readonly event: SchedulerEvent }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'consider'; readonly offerIds: readonly string[] }
  | { readonly kind: 'tick' }

export type SchedulerOutput =
  | { readonly kind: 'connect'; readonly address: string; readonly call: Call }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'after'; readonly ms: number; readonly next: SchedulerInput }

export const newScheduler = (profile: Profile, before?: SchedulerState): SchedulerState => ({
  profile,
  id: before?.id,
  tasks: before?.tasks ?? new Map(),
  wanted: before?.wanted ?? profile.wanted,
  launched: before?.launched ?? 0,
  volumes: before?.volumes ?? 0,
  succeeded: before?.succeeded ?? 0,
  removed: before?.removed ?? [],
  phase: 'waiting',
  offers: new Map(),
  lastHeard: 0,
  lastReconciled: 0,
  suppressed: false,
  settling: before?.settling ?? false,
})

export const knownTask = (id: string, agentId: string, endless: boolean, now: number): KnownTask => ({
  id,
  agentId,
  endless,
  launchedAt: now,
  state: 'TASK_STAGING',
  seen: new Set(),
  over: false,
  killing: false,
  killedAt: 0,
  heardAt: now,
})

/** Not over, as far as it knows. */
export const activeTasks = ({ tasks }: SchedulerState): KnownTask[] => [...tasks.values()].filter(({ over }) => !over)

/** It has all that it wanted, and nothing runs on. */
export const isContent = (state: SchedulerState): boolean =>
  state.succeeded >= state.wanted && activeTasks(state).length === 0
