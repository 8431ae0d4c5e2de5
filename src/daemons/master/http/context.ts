import type { BuildInfo } from '../../../http/build-info.ts'
import type { VirtualPaths } from '../../../http/files/virtual-paths.ts'
import type { Authorize } from '../../../http/types.ts'
import type { Event as MasterEvent } from '../../../mesos/messages/master-event.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import type { Event } from '../events.ts'
import type { Replies } from '../perform/replies.ts'
import type { MasterState } from '../state.ts'
import type { Kept } from './kept.ts'
import type { LargeAnswers } from './large-answers.ts'
import type { FrameworkCounts } from './metrics/framework-counts.ts'
import type { Subscribers } from './operator/subscribers.ts'
import type { Slices } from './slices.ts'

/** What main.ts hands over. The routes read the state; whatever shall change it is posted. */
export interface MasterHttpOptions {
  readonly state: MasterState
  readonly post: (event: Event) => void
  readonly replies: Pick<Replies, 'expect'>
  /** Counters of `count` effects, timers and gauges; metrics/master-metrics.ts adds those that the state tells. */
  readonly metrics: Metrics
  /** What each framework asked for and was told. */
  readonly counts: FrameworkCounts
  readonly subscribers: Subscribers
  readonly clock: Clock
  readonly log: Logger
  readonly build: BuildInfo
  /** As runtime/flags.ts shows them. */
  readonly flags: Readonly<Record<string, string>>
  /** main.ts attaches /master/log where there is one. */
  readonly files: VirtualPaths
  readonly authorize: Authorize
}

/** The same, and what the routes share among themselves. */
export interface MasterHttp extends MasterHttpOptions {
  /** Brings what the state tells of the metrics up to date. */
  readonly refresh: () => Promise<void>
  readonly slices: Slices
  readonly kept: Kept
  readonly large: LargeAnswers
  /** Which events of the operators' stream are shown; absent: all. */
  readonly shows?: (event: MasterEvent) => boolean
}
