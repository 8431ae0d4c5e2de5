/**
 * Every path that the leader answers, in one table. lead.ts mounts it: `createServer({ …, routes: createRoutes({ … }) })`, and hands over,
 * beside what it has now:
 *
 *   subscribers: createSubscribers({ clock, most: flags.max_operator_event_stream_subscribers })  // operator/subscribers.ts;
 *                and the performer's `publish` is `subscribers.publish`
 *   files:       createVirtualPaths(authorize), with files.attach('/master/log', file, { action: 'ACCESS_MESOS_LOG' })
 *                where --log_dir or --external_log_file is given
 *   authorize:   once there are ACLs
 */
import { realmsOf } from '../../../http/authentication.ts'
import { permissive } from '../../../http/authorization.ts'
import { buildInfo } from '../../../http/build-info.ts'
import { filesRoutes } from '../../../http/files/routes.ts'
import { createVirtualPaths } from '../../../http/files/virtual-paths.ts'
import { flagsRoute } from '../../../http/routes/flags.ts'
import { healthRoute } from '../../../http/routes/health.ts'
import { loggingToggleRoute } from '../../../http/routes/logging-toggle.ts'
import { metricsSnapshotRoute } from '../../../http/routes/metrics-snapshot.ts'
import { processesRoute } from '../../../http/routes/processes.ts'
import { profilerRoutes } from '../../../http/routes/profiler.ts'
import { systemStatsRoute } from '../../../http/routes/system-stats.ts'
import { versionRoute } from '../../../http/routes/version.ts'
import type { Route } from '../../../http/types.ts'
import { systemRandom } from '../../../runtime/random.ts'
import type { MasterHttp, MasterHttpOptions } from './context.ts'
import { drainingRoute } from './draining.ts'
import { explainRoute } from './explain.ts'
import { frameworksRoute } from './frameworks.ts'
import { masterHelp } from './help.ts'
import { createKept } from './kept.ts'
import { createLargeAnswers } from './large-answers.ts'
import { machineRoutes } from './machines.ts'
import { maintenanceRoutes } from './maintenance.ts'
import { createFrameworkCounts } from './metrics/framework-counts.ts'
import { masterMetrics } from './metrics/master-metrics.ts'
import { metricsTextRoute } from './metrics-text.ts'
import { offerConstraintsRoute } from './offer-constraints.ts'
import { operatorRoute } from './operator/api.ts'
import { createSubscribers } from './operator/subscribers.ts'
import { quotaRoute } from './quota.ts'
import { redirectRoute } from './redirect.ts'
import { registryRoute } from './registry.ts'
import { reservationRoutes } from './reservations.ts'
import { rolesRoute } from './roles.ts'
import { type SchedulerDoor, schedulerRoute } from './scheduler.ts'
import { slavesRoute } from './slaves.ts'
import { createSlices } from './slices.ts'
import { stateRoute } from './state.ts'
import { stateSummaryRoute } from './state-summary.ts'
import { tasksRoute } from './tasks.ts'
import { teardownRoute } from './teardown.ts'
import { filtered } from './visible/seen-by.ts'
import { weightsRoute } from './weights.ts'

export type RoutesOptions = Omit<SchedulerDoor, 'newStreamId'> &
  Omit<MasterHttpOptions, keyof Defaults> &
  Partial<Defaults> & {
    /** For /flags. */
    readonly shown: Readonly<Record<string, string>>
  }

type Defaults = Pick<MasterHttpOptions, 'counts' | 'subscribers' | 'files' | 'authorize' | 'build' | 'flags'>

export const createRoutes = (options: RoutesOptions): readonly Route[] => {
  const { shown, clock, authorize = permissive } = options
  const defaults: Defaults = {
    counts: createFrameworkCounts(options.state),
    subscribers: createSubscribers({ clock, most: 1000 }),
    files: createVirtualPaths(authorize),
    authorize,
    build: buildInfo,
    flags: shown,
  }
  const routes = [
    schedulerRoute({ ...options, newStreamId: systemRandom.uuid }),
    ...masterRoutes({ ...defaults, ...options }),
  ]
  return [...routes, masterHelp(routes)]
}

/** All but the scheduler API. */
export const masterRoutes = (options: MasterHttpOptions): readonly Route[] => {
  const slices = createSlices()
  const kept = createKept(options.state, options.clock)
  const http: MasterHttp = { ...options, ...masterMetrics(options, slices), slices, large: createLargeAnswers(), kept }
  return [...local(http), ...leaders(http)]
}

/** Answered by every master itself. */
const local = (http: MasterHttp): readonly Route[] => {
  const { flags, authorize, build, log, clock, files } = http
  const { readonly, readwrite } = realmsOf('master')
  return [
    healthRoute(),
    versionRoute(build),
    flagsRoute(readonly, flags, authorize),
    loggingToggleRoute(readwrite, log, clock),
    metricsSnapshotRoute({ realm: readonly, metrics: http.metrics, refresh: http.refresh, clock }),
    metricsTextRoute(http),
    systemStatsRoute(),
    processesRoute(readonly, () => [{ id: 'master', events: [] }]),
    ...profilerRoutes(readwrite),
    ...filesRoutes(readonly, files),
    registryRoute(http),
  ]
}

/** Answered by the leader; a standby sends there. */
const leaders = (http: MasterHttp): readonly Route[] => [
  redirectRoute(http.state),
  filtered(http, stateRoute),
  filtered(http, stateSummaryRoute),
  filtered(http, slavesRoute),
  filtered(http, frameworksRoute),
  explainRoute(http),
  filtered(http, tasksRoute),
  filtered(http, rolesRoute),
  quotaRoute(http),
  weightsRoute(http),
  ...maintenanceRoutes(http),
  ...machineRoutes(http),
  drainingRoute(http),
  teardownRoute(http),
  ...reservationRoutes(http),
  offerConstraintsRoute(http),
  operatorRoute(http),
]
