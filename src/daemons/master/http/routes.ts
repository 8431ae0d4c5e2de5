import { realmsOf } from '../../../http/authentication.ts'
import { flagsRoute } from '../../../http/routes/flags.ts'
import { healthRoute } from '../../../http/routes/health.ts'
import { loggingToggleRoute } from '../../../http/routes/logging-toggle.ts'
import { metricsSnapshotRoute } from '../../../http/routes/metrics-snapshot.ts'
import { processesRoute } from '../../../http/routes/processes.ts'
import { systemStatsRoute } from '../../../http/routes/system-stats.ts'
import { versionRoute } from '../../../http/routes/version.ts'
import type { Route } from '../../../http/types.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import { systemRandom } from '../../../runtime/random.ts'
import { MESOS_VERSION } from '../version.ts'
import { redirectRoute } from './redirect.ts'
import { type SchedulerDoor, schedulerRoute } from './scheduler.ts'

export interface RoutesOptions extends Omit<SchedulerDoor, 'newStreamId'> {
  /** For /flags. */
  readonly shown: Readonly<Record<string, string>>
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Logger
}

/** Every path that the leader answers. */
export const createRoutes = (options: RoutesOptions): readonly Route[] => {
  const { shown, metrics, clock, log, state } = options
  const { readonly, readwrite } = realmsOf('master')
  return [
    schedulerRoute({ ...options, newStreamId: systemRandom.uuid }),
    redirectRoute(state),
    healthRoute(),
    versionRoute({ version: MESOS_VERSION, build_date: '', build_time: 0, build_user: '' }),
    flagsRoute(readonly, shown),
    metricsSnapshotRoute({ realm: readonly, metrics, clock }),
    loggingToggleRoute(readwrite, log, clock),
    processesRoute(readonly, () => [{ id: 'master', events: [] }]),
    systemStatsRoute(),
  ]
}
