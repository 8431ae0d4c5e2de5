import type { AgentInfo, DrainConfig } from '../../mesos/messages/agent-info.ts'
import type { CommandInfo } from '../../mesos/messages/command.ts'
import type { ContainerInfo } from '../../mesos/messages/container.ts'
import type { Event as ExecutorApiEvent } from '../../mesos/messages/executor.ts'
import type { FrameworkInfo } from '../../mesos/messages/framework.ts'
import type { UpdateOperationStatusRecord } from '../../mesos/messages/internal-operations.ts'
import type { StatusUpdateRecord } from '../../mesos/messages/internal-task.ts'
import type { Operation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { ExecutorInfo, Task, TaskInfo } from '../../mesos/messages/task.ts'
import type { ProbeOrder } from './checks/probe.ts'
import type { Container } from './containerizer/container.ts'
import type { ContainerResources } from './containerizer/launch-spec.ts'
import type { ContainerIo } from './containerizer/streams/container-io.ts'
import type { CheckKey, Event } from './events.ts'
import type { ContainerTermination, HeldContainer, KillReason } from './state.ts'

/** What a transition wants done. Performed in order: what must be on disk before something else comes before it. */
export type Effect =
  /** A libprocess message; `name` without `mesos.internal.` */
  | { readonly kind: 'send'; readonly to: string; readonly name: string; readonly body: object }
  /** Keep a connection to the leader; its end becomes `master-link-exited`. */
  | { readonly kind: 'link'; readonly pid: string }
  | { readonly kind: 'relink'; readonly pid: string }
  /** `authenticated` or `authentication-failed` follows. */
  | { readonly kind: 'authenticate'; readonly pid: string; readonly timeout: number }
  /** `then` happens after `after` ms, unless cancelled. A timer of the same id is replaced. */
  | { readonly kind: 'timer'; readonly id: string; readonly after: number; readonly then: Event }
  | { readonly kind: 'cancel-timer'; readonly id: string }
  | CheckpointEffect
  /** `container-started` or `launch-failed` follows. */
  | { readonly kind: 'launch'; readonly order: LaunchOrder }
  /** It holds more tasks, or fewer, than before. */
  | { readonly kind: 'update-container'; readonly containerId: string; readonly resources: ContainerResources }
  /** To all processes of the container. */
  | {
      readonly kind: 'signal'
      readonly containerId: string
      readonly process?: { readonly pid: number; readonly startTime: number }
      readonly signal: 'SIGTERM' | 'SIGKILL'
    }
  /** Kill what is left and clean up; `container-destroyed` follows, with what is given here. */
  | {
      readonly kind: 'destroy'
      readonly containerId: string
      readonly process?: { readonly pid: number; readonly startTime: number }
      readonly directory: string
      readonly record?: Extract<Event, { kind: 'container-ended' }>['record']
    }
  /** One event to a custom executor. */
  | { readonly kind: 'executor-event'; readonly stream: number; readonly event: ExecutorApiEvent }
  | { readonly kind: 'close-executor'; readonly stream: number }
  /** Keep one connection to an executor that speaks libprocess, or no longer. */
  | { readonly kind: 'link-executor'; readonly pid: string }
  | { readonly kind: 'unlink-executor'; readonly pid: string }
  /** `tasks/<taskId>` in the pod's sandbox leads to the sandbox of the task. */
  | { readonly kind: 'link-task'; readonly sandbox: string; readonly taskId: string; readonly target: string }
  /** Look again whether the container's processes live: they were started by an earlier run of ours. */
  | { readonly kind: 'adopt'; readonly containerId: string }
  /** Look at a task: `then` follows with the result, unless it is stopped before. */
  | { readonly kind: 'probe'; readonly order: ProbeOrder; readonly then: CheckKey }
  | { readonly kind: 'stop-probe'; readonly id: string }
  /** Remove the folders once they are `after` ms old. */
  | { readonly kind: 'collect-garbage'; readonly paths: readonly string[]; readonly after: number }
  /** To a container's first process alone. */
  | {
      readonly kind: 'signal-first'
      readonly process: { readonly pid: number; readonly startTime: number }
      readonly signal: number
    }
  /** What a call on a container is answered. */
  | {
      readonly kind: 'reply'
      readonly request: number
      readonly status: number
      readonly message?: string
      readonly termination?: ContainerTermination
    }
  /** Of a container that was removed. `directory`: in a sandbox whose user may have laid links there. */
  | { readonly kind: 'remove-sandbox'; readonly containerId: string; readonly directory: string }
  /** A counter of facts/metrics.md by its full name. */
  | { readonly kind: 'count'; readonly metric: string }
  | { readonly kind: 'log'; readonly level: 'info' | 'warning' | 'error'; readonly message: string }
  /** The process ends. `forget`: the next start registers as a new agent. */
  | { readonly kind: 'exit'; readonly code: number; readonly reason: string; readonly forget?: boolean }

/** Each is on disk (as far as the process' own death goes) when the next effect is performed. */
export type CheckpointEffect =
  | { readonly kind: 'checkpoint-agent'; readonly info: AgentInfo }
  /** Makes and removes volumes with it. `operation`: the uuid of the one that it is for; `operation-kept` follows. */
  | {
      readonly kind: 'checkpoint-resources'
      readonly resources: readonly Resource[]
      readonly operations: readonly Operation[]
      readonly operation?: string
    }
  | { readonly kind: 'checkpoint-operation'; readonly uuid: string; readonly record: UpdateOperationStatusRecord }
  /** Nobody will ask for it any more. */
  | { readonly kind: 'checkpoint-operation-end'; readonly uuid: string }
  | { readonly kind: 'checkpoint-drain'; readonly config?: DrainConfig }
  /** `again`: tasks that have ended may count on what it replaces. */
  | {
      readonly kind: 'checkpoint-framework'
      readonly info: FrameworkInfo
      readonly pid?: string
      readonly again?: boolean
    }
  | {
      readonly kind: 'checkpoint-executor'
      readonly run: Run
      readonly info: ExecutorInfo
      /** We are the executor. */
      readonly command: boolean
    }
  | { readonly kind: 'checkpoint-process'; readonly run: Run; readonly pid: number; readonly startTime: number }
  /** `pod`: which container the task is, and which tasks came with it. */
  | {
      readonly kind: 'checkpoint-task'
      readonly run: Run
      readonly task: Task
      readonly info?: TaskInfo
      readonly pod?: { readonly nested: string; readonly group: string }
    }
  /** Somebody wants the task to end; a restart must not forget it. */
  | { readonly kind: 'checkpoint-kill'; readonly run: Run; readonly taskId: string; readonly kill: KillReason }
  | {
      readonly kind: 'checkpoint-update'
      readonly run: Run
      readonly taskId: string
      readonly record: StatusUpdateRecord
      /** What follows it is how the task ended: nothing of before may be told again after that. */
      readonly final?: boolean
    }
  /** The executor has subscribed over HTTP. */
  | { readonly kind: 'checkpoint-http'; readonly run: Run }
  /** The executor has registered over libprocess. */
  | { readonly kind: 'checkpoint-executor-pid'; readonly run: Run; readonly pid: string }
  /** A container of an operator's call, launched or ended. */
  | { readonly kind: 'checkpoint-container'; readonly container: HeldContainer }
  | { readonly kind: 'checkpoint-container-end'; readonly containerId: string }
  /** The run is over and all is acknowledged. */
  | { readonly kind: 'checkpoint-end'; readonly run: Run }

/** One run of an executor. */
export interface Run {
  readonly frameworkId: string
  readonly executorId: string
  readonly containerId: string
}

export interface LaunchOrder {
  /** keyOf its ContainerID. */
  readonly containerId: string
  /** Whose executor it is; absent for containers that are no executor's own. */
  readonly run?: Run
  readonly kind: Container['kind']
  /** Of kind executor: a command task, that is, no executor beside its task. */
  readonly task?: boolean
  readonly command: CommandInfo
  /** What it asks for beyond a process. */
  readonly container?: ContainerInfo
  /** Name of the user to run as; absent: our own. */
  readonly user?: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly resources: ContainerResources
  /** An executor of the framework's own: where executors authenticate, it finds a token in its environment. */
  readonly custom?: boolean
  readonly io?: ContainerIo
  /** Where both stdout and stderr go; absent: each to its own file of the sandbox. */
  readonly output?: 'stderr'
}
