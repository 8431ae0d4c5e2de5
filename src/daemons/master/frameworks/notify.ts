import type { StatusUpdate } from '../../../mesos/messages/internal-task.ts'
import type { Event } from '../../../mesos/messages/scheduler.ts'
import type { TaskStatus } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import { send } from '../send.ts'
import type { Framework, MasterState } from '../state.ts'
import { oldStyleMessage } from './old-style-message.ts'

/** Tells a framework, by its stream or by libprocess messages; nothing while it is disconnected. */
export const notify = ({ id, connected, connection }: Framework, event: Event): Effect[] => {
  if (!connected || connection === undefined) return []
  return connection.kind === 'http'
    ? [{ kind: 'stream', streamId: connection.streamId, event }]
    : oldStyleMessage(id, connection.pid, event)
}

/** A status that the master itself makes. */
export const notifyStatus = (framework: Framework | undefined, status: TaskStatus | undefined): Effect[] =>
  framework === undefined || status === undefined ? [] : notify(framework, { type: 'UPDATE', update: { status } })

/** A status that an agent made, and waits to see acknowledged. `pid`: the agent's. */
export const forwardStatus = (framework: Framework, update: StatusUpdate, status: TaskStatus, pid: string): Effect[] =>
  framework.connected && framework.connection?.kind === 'pid'
    ? [send(framework.connection.pid, 'StatusUpdateMessage', { update: { ...update, status }, pid })]
    : notifyStatus(framework, status)

/** Every framework hears that an agent is lost. */
export const notifyAgentLost = (state: MasterState, agentId: string): Effect[] =>
  [...state.frameworks.values()].flatMap(framework =>
    notify(framework, { type: 'FAILURE', failure: { agent_id: { value: agentId } } }),
  )
