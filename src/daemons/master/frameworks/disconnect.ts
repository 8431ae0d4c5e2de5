import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import type { Framework, MasterState } from '../state.ts'
import { dropConnection } from './connection.ts'
import { deactivateFramework } from './deactivate.ts'
import { published } from './tell-others.ts'

/** The framework has the time of its `failover_timeout` to subscribe again; an old-style one from the pid that it had. */
export const disconnectFramework = (state: MasterState, framework: Framework): Effect[] => {
  const { connection } = framework
  if (connection?.kind === 'pid') state.authenticated.delete(connection.pid)
  else dropConnection(state, framework)
  framework.connected = false
  const seconds = framework.info.failover_timeout ?? 0
  return [
    info('a framework is disconnected', { framework: framework.id, failover_timeout: seconds }),
    { kind: 'cancel-timer', id: `heartbeat ${framework.id}` },
    ...deactivateFramework(state, framework),
    published(framework),
    {
      kind: 'timer',
      id: `failover ${framework.id}`,
      after: seconds * 1000,
      next: { kind: 'failover-timeout', frameworkId: framework.id },
    },
  ]
}
