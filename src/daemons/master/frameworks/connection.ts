import type { Effect } from '../effects.ts'
import type { Connection, Framework, MasterState } from '../state.ts'

/**
 * The framework is reached by this from now on, and by nothing else. An old-style one that is there and subscribes again has not heard our
 * answer: our connection to it may be dead, and is made anew.
 */
export const setConnection = (state: MasterState, framework: Framework, connection: Connection): Effect[] => {
  const before = framework.connected ? framework.connection : undefined
  const unlinked = dropConnection(state, framework, connection)
  framework.connection = connection
  framework.connected = true
  framework.active = true
  if (connection.kind === 'http') {
    state.streams.set(connection.streamId, framework.id)
    return unlinked
  }
  state.schedulerPids.set(connection.pid, framework.id)
  const repeats = before?.kind === 'pid' && before.pid === connection.pid
  return [...unlinked, { kind: repeats ? 'relink' : 'link', pid: connection.pid }]
}

/**
 * The framework is not reached by its connection any more: the table of streams or pids forgets it, a pid is nobody known and
 * its link goes, unless it is the one of `next`.
 */
export const dropConnection = (state: MasterState, framework: Framework, next?: Connection): Effect[] => {
  const { connection } = framework
  framework.connection = undefined
  if (connection === undefined) return []
  if (connection.kind === 'http') {
    state.streams.delete(connection.streamId)
    return []
  }
  if (state.schedulerPids.get(connection.pid) !== framework.id) return [] // another framework lives there by now
  state.schedulerPids.delete(connection.pid)
  if (next?.kind === 'pid' && next.pid === connection.pid) return []
  state.authenticated.delete(connection.pid)
  return [{ kind: 'unlink', pid: connection.pid }]
}
