import { frameworkActivity } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Framework, MasterState } from '../state.ts'
import { frameworkView } from '../views/framework.ts'
import { dropConnection } from './connection.ts'

/** The framework has the time of its `failover_timeout` to subscribe again. */
export const disconnectFramework = (state: MasterState, framework: Framework): Effect[] => {
  dropConnection(state, framework)
  framework.connected = false
  framework.active = false
  const seconds = framework.info.failover_timeout ?? 0
  return [
    info('a framework is disconnected', { framework: framework.id, failover_timeout: seconds }),
    { kind: 'cancel-timer', id: `heartbeat ${framework.id}` },
    ...frameworkActivity(state, framework),
    ...rescindAll(state, framework.offers),
    {
      kind: 'publish',
      event: { type: 'FRAMEWORK_UPDATED', framework_updated: { framework: frameworkView(framework) } },
    },
    {
      kind: 'timer',
      id: `failover ${framework.id}`,
      after: seconds * 1000,
      next: { kind: 'failover-timeout', frameworkId: framework.id },
    },
  ]
}
