import { realmsOf } from '../../http/authentication.ts'
import { permissive } from '../../http/authorization.ts'
import type { BuildInfo } from '../../http/build-info.ts'
import { filesRoutes } from '../../http/files/routes.ts'
import type { VirtualPaths } from '../../http/files/virtual-paths.ts'
import { flagsRoute } from '../../http/routes/flags.ts'
import { healthRoute } from '../../http/routes/health.ts'
import { loggingToggleRoute } from '../../http/routes/logging-toggle.ts'
import { metricsSnapshotRoute } from '../../http/routes/metrics-snapshot.ts'
import { processesRoute } from '../../http/routes/processes.ts'
import { profilerRoutes } from '../../http/routes/profiler.ts'
import { systemStatsRoute } from '../../http/routes/system-stats.ts'
import { versionRoute } from '../../http/routes/version.ts'
import type { Authorize, Route } from '../../http/types.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Metrics } from '../../runtime/metrics.ts'
import type { Containerizer } from './containerizer/containerizer.ts'
import type { Streams } from './containerizer/streams/streams.ts'
import type { Event } from './events.ts'
import type { ExecutorStreams } from './executors/streams.ts'
import { containerizerDebugRoute } from './http/containerizer-debug.ts'
import { containersRoute, statisticsRoute } from './http/containers.ts'
import { executorRoute } from './http/executor.ts'
import { agentHelpRoute } from './http/help.ts'
import { metricsTextRoute } from './http/metrics-text.ts'
import { operatorRoute } from './http/operator/api.ts'
import type { OperatorHttp } from './http/operator/context.ts'
import { stateRoute } from './http/state.ts'
import type { Replies } from './perform/replies.ts'
import type { FollowerState } from './state.ts'

export interface RoutesOptions {
  readonly state: FollowerState
  readonly containerizer: Containerizer
  readonly streams: ExecutorStreams
  readonly files: VirtualPaths
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Logger
  readonly build: BuildInfo
  readonly shownFlags: Readonly<Record<string, string>>
  readonly logDir?: string
  readonly externalLogFile?: string
  readonly post: (event: Event) => void
  /** Once all is on disk that events posted before have brought; absent: it is when `post` returns. */
  readonly settled?: () => Promise<void>
  readonly containerStreams: Streams
  readonly replies: Replies
  readonly pruneImages?: OperatorHttp['pruneImages']
  /** ms */
  readonly heartbeatInterval: number
  /** By default everybody may do everything. */
  readonly authorize?: Authorize
}

/** Everything that a follower answers over HTTP. */
export const followerRoutes = (options: RoutesOptions): readonly Route[] => {
  const { clock, files, shownFlags, authorize = permissive } = options
  const { readonly, readwrite } = realmsOf('agent')
  const now = () => clock.now()
  return [
    healthRoute(),
    versionRoute(options.build),
    flagsRoute(readonly, shownFlags, authorize),
    systemStatsRoute(),
    loggingToggleRoute(readwrite, options.log, clock),
    metricsSnapshotRoute({ realm: readonly, metrics: options.metrics, clock }),
    metricsTextRoute(readonly, options.metrics),
    processesRoute(readonly, () => [{ id: 'slave(1)', events: [] }]),
    ...profilerRoutes(readwrite),
    agentHelpRoute(),
    ...filesRoutes(readonly, files),
    stateRoute({ ...options, realm: readonly, authorize }),
    containersRoute({ ...options, realm: readonly, now, authorize }),
    statisticsRoute({ ...options, realm: readonly, now, authorize }),
    containerizerDebugRoute(readonly, options.containerizer),
    executorRoute({ ...options, realm: 'mesos-agent-executor' }),
    operatorRoute({ ...options, authorize }, readwrite),
  ]
}
