import type { Event } from '../../../mesos/messages/scheduler.ts'
import type { TaskStatus } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import type { Framework, MasterState } from '../state.ts'

/** Tells a framework; nothing while it is disconnected. */
export const notify = (framework: Framework, event: Event): Effect[] =>
  framework.connection?.kind === 'http' ? [{ kind: 'stream', streamId: framework.connection.streamId, event }] : []

export const notifyStatus = (framework: Framework | undefined, status: TaskStatus | undefined): Effect[] =>
  framework === undefined || status === undefined ? [] : notify(framework, { type: 'UPDATE', update: { status } })

/** Every framework hears that an agent is lost. */
export const notifyAgentLost = (state: MasterState, agentId: string): Effect[] =>
  [...state.frameworks.values()].flatMap(framework =>
    notify(framework, { type: 'FAILURE', failure: { agent_id: { value: agentId } } }),
  )
