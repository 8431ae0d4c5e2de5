import type { OnMessage } from '../../http/server-options.ts'
import type { Authenticator } from '../../mesos/libprocess/authenticator.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Event } from './events.ts'
import type { MasterState } from './state.ts'

export interface IntakeOptions {
  readonly state: MasterState
  readonly post: (event: Event) => void
  readonly authenticator: Authenticator
  readonly count: (metric: string) => void
  readonly log: Logger
}

/** What of a message to `master` becomes which event. Those of old-style frameworks are not in it yet. */
const events: Readonly<Record<string, { metric: string; event: (from: string, message: any) => Event }>> = {
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

/** Libprocess messages become events; a master that does not lead drops them. */
export const createIntake = ({ state, post, authenticator, count, log }: IntakeOptions): OnMessage => {
  const toMaster = (from: string, name: string, message: any): boolean => {
    const known = events[name.slice(PREFIX.length)]
    if (state.phase !== 'leading') count('master/dropped_messages')
    else if (name === `${PREFIX}AuthenticateMessage`) authenticate(from, message.pid)
    else if (known === undefined) {
      count('master/dropped_messages')
      log.warning(`dropped ${name}: old-style frameworks are not served yet`, { from })
    } else {
      count(`master/messages_${known.metric}`)
      post(known.event(from, message))
    }
    return true
  }

  const authenticate = (from: string, pid: string) => {
    count('master/messages_authenticate')
    post({ kind: 'authentication-started', pid })
    authenticator.authenticate(from, pid, outcome => {
      if (outcome.kind === 'authenticated') post({ kind: 'authenticated', pid, principal: outcome.principal })
      else log.warning('a peer could not authenticate', { pid, ...outcome })
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
