import type { MasterInfo } from '../../../mesos/messages/agent-info.ts'
import type { Effect } from '../effects.ts'
import { send } from '../send.ts'
import type { Connection } from '../state.ts'
import { HEARTBEAT_SECONDS, heartbeat } from './heartbeat.ts'

/** What a framework hears first. `again`: an old-style one that was here all the time. Only streams have heartbeats. */
export const greet = (
  connection: Connection,
  frameworkId: string,
  master_info: MasterInfo,
  again = false,
): Effect[] => {
  const framework_id = { value: frameworkId }
  if (connection.kind === 'pid') {
    const name = again ? 'FrameworkReregisteredMessage' : 'FrameworkRegisteredMessage'
    return [send(connection.pid, name, { framework_id, master_info })]
  }
  const { streamId } = connection
  const subscribed = { framework_id, heartbeat_interval_seconds: HEARTBEAT_SECONDS, master_info }
  return [{ kind: 'stream', streamId, event: { type: 'SUBSCRIBED', subscribed } }, ...heartbeat(frameworkId, streamId)]
}

/** The framework may not have this connection, or has it no more. */
export const sendAway = (connection: Connection, message: string): Effect[] =>
  connection.kind === 'pid'
    ? [send(connection.pid, 'FrameworkErrorMessage', { message })]
    : [
        { kind: 'stream', streamId: connection.streamId, event: { type: 'ERROR', error: { message } } },
        { kind: 'close-stream', streamId: connection.streamId },
      ]
