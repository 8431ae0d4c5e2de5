import type { Effect as FollowerEffect } from '../daemons/follower/effects.ts'
import type { Event as FollowerEvent } from '../daemons/follower/events.ts'
import type { Effect as MasterEffect } from '../daemons/master/effects.ts'
import type { Event as MasterEvent } from '../daemons/master/events.ts'
import type { AgentNode } from './agent/agent.ts'
import type { Running } from './agent/machine.ts'
import type { Applied } from './ensemble/registry.ts'
import type { FrameworkNode } from './framework/framework.ts'
import type { SchedulerInput, SchedulerOutput } from './framework/state.ts'
import type { LeaderNode } from './leader/leader.ts'
import type { SimulatedNode } from './node.ts'

/** Hears of all that happens, when states have changed and effects are not performed yet. */
export interface Watch {
  leaderStepped(node: LeaderNode, event: MasterEvent, effects: readonly MasterEffect[]): void
  agentStepped(node: AgentNode, event: FollowerEvent, effects: readonly FollowerEffect[]): void
  frameworkStepped(node: FrameworkNode, input: SchedulerInput, outputs: readonly SchedulerOutput[]): void
  /** A batch is durable. */
  applied(batch: Applied): void
  containerEnded(node: AgentNode, running: Running): void
  /** A task of a custom executor has; lost: nobody may ever hear how. */
  taskEnded(taskId: string, how: number | 'killed' | 'lost'): void
  rebooted(node: AgentNode): void
  /** A transition threw. */
  threw(node: SimulatedNode, error: unknown): void
}
