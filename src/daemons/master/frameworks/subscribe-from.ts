import type { CallSubscribe } from '../../../mesos/messages/scheduler-v0.ts'
import type { Effect } from '../effects.ts'
import { info, warning } from '../log.ts'
import type { MasterState } from '../state.ts'
import { greet, sendAway } from './greet.ts'
import { subscribeFramework } from './subscribe.ts'

/** An old-style framework subscribes from its pid. While it is still proving who it is, its wish waits. */
export const subscribeFrom = (state: MasterState, pid: string, call: CallSubscribe, now: number): Effect[] => {
  if (state.authenticating.has(pid)) {
    state.authenticating.set(pid, call)
    return [info('a subscription waits for the authentication of its framework', { pid })]
  }
  const connection = { kind: 'pid', pid } as const
  const id = call.framework_info.id?.value || undefined
  const there = connectedAt(state, pid)
  // It has not heard that it is here: perhaps our connection to it is dead.
  if (there !== undefined && id === undefined) return [{ kind: 'relink', pid }, ...greet(connection, there, state.info)]
  if (there !== undefined && id !== there)
    return [warning('a subscription is dropped: another framework is there', { pid })]
  const refused = refusedPid(state, pid, call)
  if (refused !== undefined) {
    return [info('a subscription is refused', { pid, why: refused }), ...sendAway(connection, refused)]
  }
  const principal = state.authenticated.get(pid)
  return subscribeFramework(state, { connection, principal, call, force: call.force ?? false }, now)
}

/** The authentication is over: what came in the meantime is looked at now. */
export const subscribeWaiting = (state: MasterState, pid: string, now: number): Effect[] => {
  const call = state.authenticating.get(pid)
  state.authenticating.delete(pid)
  return call === undefined ? [] : subscribeFrom(state, pid, call, now)
}

/** The framework that is connected from this pid. */
const connectedAt = ({ frameworks, schedulerPids }: MasterState, pid: string): string | undefined => {
  const id = schedulerPids.get(pid)
  return frameworks.get(id ?? '')?.connected ? id : undefined
}

const refusedPid = (state: MasterState, pid: string, { framework_info: { id }, force }: CallSubscribe) => {
  if (state.settings.authenticateFrameworks && !state.authenticated.has(pid)) {
    return `the framework at ${pid} is not authenticated`
  }
  const known = state.frameworks.get(id?.value ?? '')
  if (known === undefined || known.recovered || force) return undefined
  const itsOwn = known.connection?.kind === 'pid' && known.connection.pid === pid
  return itsOwn ? undefined : 'Framework failed over'
}
