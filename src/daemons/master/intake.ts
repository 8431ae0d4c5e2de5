import type { OnMessage } from '../../http/server-options.ts'
import type { Authenticator } from '../../mesos/libprocess/authenticator.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Event } from './events.ts'
import { oldStyleCalls } from './frameworks/old-style-calls.ts'
import type { MasterState } from './state.ts'

export interface IntakeOptions {
  readonly state: MasterState
  readonly post: (event: Event) => void
  readonly authenticator: Authenticator
  readonly count: (metric: string) => void
  readonly log: Logger
}

type ToEvent = (from: string, message: any) => Event

/** What of an agent's message to `master` becomes which event, and what it counts as. */
const ofAgents: Readonly<Record<string, { metric: string; event: ToEvent }>> = {
  RegisterSlaveMessage: {
    metric: 'register_slave',
    event: (from, message) => ({ kind: 'register-agent', from, message }),
  },
  ReregisterSlaveMessage: {
    metric: 'reregister_slave',
    event: (from, message) => ({ kind: 'reregister-agent', from, message }),
  },
  UnregisterSlaveMessage: {
    metric: 'unregister_slave',
    event: (from, { agent_id }) => ({ kind: 'unregister-agent', from, agentId: agent_id.value }),
  },
  UpdateSlaveMessage: { metric: 'update_slave', event: (from, message) => ({ kind: 'update-agent', from, message }) },
  StatusUpdateMessage: {
    metric: 'status_update',
    event: (from, { update }) => ({ kind: 'status-update', from, update }),
  },
  UpdateOperationStatusMessage: {
    metric: 'operation_status_update',
    event: (from, message) => ({ kind: 'operation-update', from, message }),
  },
  ExitedExecutorMessage: {
    metric: 'exited_executor',
    event: (from, message) => ({ kind: 'executor-exited', from, message }),
  },
  ExecutorToFrameworkMessage: {
    metric: 'executor_to_framework',
    event: (from, message) => ({ kind: 'executor-message', from, message }),
  },
}

const PREFIX = 'mesos.internal.'

/** What old-style frameworks say, by full names. Their transitions count it. */
const ofFrameworks: Readonly<Record<string, ToEvent>> = {
  'mesos.scheduler.Call': (from, call) => ({ kind: 'scheduler-call', from, call }),
  [`${PREFIX}RegisterFrameworkMessage`]: (from, message) => ({ kind: 'register-framework', from, message }),
  [`${PREFIX}ReregisterFrameworkMessage`]: (from, message) => ({ kind: 'reregister-framework', from, message }),
  [`${PREFIX}DeactivateFrameworkMessage`]: (from, { framework_id }) => ({
    kind: 'deactivate-framework',
    from,
    frameworkId: framework_id.value,
  }),
  ...Object.fromEntries(
    Object.entries(oldStyleCalls).map(([name, callOf]): [string, ToEvent] => [
      PREFIX + name,
      (from, message) => ({ kind: 'scheduler-call', from, call: callOf(message), evenDisconnected: isLast(name) }),
    ]),
  ),
}

/** A framework may end although it is disconnected. */
const isLast = (name: string): boolean => name === 'UnregisterFrameworkMessage'

/** Libprocess messages become events; a master that does not lead drops them. */
export const createIntake = ({ state, post, authenticator, count, log }: IntakeOptions): OnMessage => {
  const toMaster = (from: string, name: string, message: any): boolean => {
    const known = ofAgents[name.slice(PREFIX.length)]
    if (state.phase !== 'leading') count('master/dropped_messages')
    else if (name === `${PREFIX}AuthenticateMessage`) authenticate(from, message.pid)
    else if (Object.hasOwn(ofFrameworks, name)) post(ofFrameworks[name]!(from, message))
    else if (known === undefined) {
      count('master/dropped_messages')
      log.warning(`dropped ${name}: it is no message for a master`, { from })
    } else {
      count(`master/messages_${known.metric}`)
      post(known.event(from, message))
    }
    return true
  }

  /** Of each pid the latest. */
  const attempts = new Map<string, object>()
  const authenticate = (from: string, pid: string) => {
    count('master/messages_authenticate')
    const attempt = {}
    attempts.set(pid, attempt)
    post({ kind: 'authentication-started', pid })
    authenticator.authenticate(from, pid, outcome => {
      if (attempts.get(pid) !== attempt) return // a newer one took its place, and is under way
      attempts.delete(pid)
      if (outcome.kind === 'authenticated') post({ kind: 'authenticated', pid, principal: outcome.principal })
      else {
        log.warning('a peer could not authenticate', { pid, ...outcome })
        post({ kind: 'authentication-failed', pid })
      }
    })
  }

  return (to, from, name, value) => {
    if (to === 'master') return toMaster(from, name, value)
    if (/^slave-observer\(\d+\)$/.test(to)) {
      if (name === `${PREFIX}PongSlaveMessage`) post({ kind: 'pong', from, observer: to })
      return true
    }
    return authenticator.receive(to, from, name, value)
  }
}
