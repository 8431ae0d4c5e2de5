import type { BuildInfo } from '../../../../http/build-info.ts'
import type { VirtualPaths } from '../../../../http/files/virtual-paths.ts'
import type { MediaType } from '../../../../http/negotiate.ts'
import type { Answer, Authorize, HttpRequest, OpenStream, RecordStream } from '../../../../http/types.ts'
import type { Call, CallType } from '../../../../mesos/messages/agent-call.ts'
import type { Response } from '../../../../mesos/messages/agent-response.ts'
import type { Image } from '../../../../mesos/messages/volume.ts'
import type { Clock } from '../../../../runtime/clock.ts'
import type { Logger } from '../../../../runtime/logger.ts'
import type { Metrics } from '../../../../runtime/metrics.ts'
import type { Containerizer } from '../../containerizer/containerizer.ts'
import type { Streams } from '../../containerizer/streams/streams.ts'
import type { Event } from '../../events.ts'
import type { Replies } from '../../perform/replies.ts'
import type { FollowerState } from '../../state.ts'
import type { RecordReader } from './record-reader.ts'

/** What the calls of the operator API need. */
export interface OperatorHttp {
  readonly state: FollowerState
  readonly containerizer: Containerizer
  readonly containerStreams: Streams
  readonly replies: Replies
  readonly post: (event: Event) => void
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Logger
  readonly build: BuildInfo
  readonly shownFlags: Readonly<Record<string, string>>
  readonly files: VirtualPaths
  /** Absent: there are no images here. */
  readonly pruneImages?: (excluded: readonly Image[]) => Promise<void>
  /** --http_heartbeat_interval, in ms. */
  readonly heartbeatInterval: number
  readonly authorize: Authorize
}

export interface Asked {
  readonly call: Call
  readonly request: HttpRequest
  /** What the answer, or each record of it, is written in. */
  readonly accept: MediaType
  /** The answer was asked for as application/recordio by name. */
  readonly acceptStreamed: boolean
  readonly openStream: OpenStream
  /** What follows the call in a body of records. */
  readonly records?: RecordReader
}

type Result = { readonly response: Response } | Answer | RecordStream

export type HandleCall = (asked: Asked) => Promise<Result> | Result

export type Calls = Partial<Record<CallType, HandleCall>>
