import type { Containerizer } from '../../../../src/daemons/follower/containerizer/containerizer.ts'
import { createStreams, type Streams } from '../../../../src/daemons/follower/containerizer/streams/streams.ts'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { createExecutorStreams } from '../../../../src/daemons/follower/executors/streams.ts'
import { addGauges } from '../../../../src/daemons/follower/gauges.ts'
import { sandboxPaths } from '../../../../src/daemons/follower/http/sandbox-paths.ts'
import { createReplies } from '../../../../src/daemons/follower/perform/replies.ts'
import { followerRoutes } from '../../../../src/daemons/follower/routes.ts'
import type { FollowerState } from '../../../../src/daemons/follower/state.ts'
import { transition } from '../../../../src/daemons/follower/transitions/table.ts'
import { anonymous } from '../../../../src/http/authentication.ts'
import { permissive } from '../../../../src/http/authorization.ts'
import { type BuildInfo, buildInfo } from '../../../../src/http/build-info.ts'
import { createVirtualPaths } from '../../../../src/http/files/virtual-paths.ts'
import { createServer } from '../../../../src/http/server.ts'
import type { Authenticate, Authorize } from '../../../../src/http/types.ts'
import { systemClock as clock } from '../../../../src/runtime/clock.ts'
import { createMailbox } from '../../../../src/runtime/mailbox.ts'
import { createMetrics } from '../../../../src/runtime/metrics.ts'
import { addSystemMetrics } from '../../../../src/runtime/system-metrics.ts'
import { recordingLog } from '../../../support/log.ts'
import { ask, type TestLeader } from '../../master/http/leader.ts'

export interface TestAgent {
  readonly port: number
  readonly ask: TestLeader['ask']
  /** Says to the follower what its containerizer would. */
  readonly post: (event: Event) => void
  readonly effects: readonly Effect[]
  close(): Promise<void>
}

export interface AgentOptions {
  readonly flags?: Readonly<Record<string, string>>
  readonly build?: BuildInfo
  readonly usage?: Containerizer['usage']
  /** Virtual path → real one, over those of the sandboxes. */
  readonly files?: Readonly<Record<string, string>>
  readonly authorize?: Authorize
  readonly authenticate?: Authenticate
  readonly streams?: Streams
  readonly heartbeatInterval?: number
  /** What containers do; by default nothing. */
  readonly perform?: (effect: Effect, post: (event: Event) => void) => void
}

/** A server on loopback over a given state. Replies are given, other effects are `perform`'s. */
export const startAgent = async (state: FollowerState, options: AgentOptions = {}): Promise<TestAgent> => {
  const { flags = {}, build = buildInfo, usage = async () => ({}), files = {}, authorize = permissive } = options
  const log = recordingLog()
  const replies = createReplies()
  const effects: Effect[] = []
  const mailbox = createMailbox<FollowerState, Event, Effect>({
    state,
    transition,
    perform: effect => {
      effects.push(effect)
      if (effect.kind === 'reply') replies.give(effect.request, effect)
      options.perform?.(effect, event => mailbox.post(event))
    },
    clock,
    log,
    onBug: error => {
      throw error
    },
  })
  const paths = createVirtualPaths(authorize, sandboxPaths(state))
  for (const [virtual, real] of Object.entries(files)) paths.attach(virtual, real)
  const metrics = createMetrics(clock)
  addSystemMetrics(metrics)
  addGauges(metrics, state, () => clock.now())
  const routes = followerRoutes({
    ...{ state, replies, metrics, clock, log, build, authorize },
    post: event => mailbox.post(event),
    shownFlags: flags,
    files: paths,
    containerizer: { usage, pending: () => [] } as unknown as Containerizer,
    streams: createExecutorStreams(clock),
    containerStreams: options.streams ?? createStreams('/nowhere'),
    heartbeatInterval: options.heartbeatInterval ?? 30_000,
  })
  const server = await createServer({
    ip: '127.0.0.1',
    port: 0,
    processId: 'slave(1)',
    log,
    onMessage: () => false,
    routes,
    authorize,
    authenticate: options.authenticate ?? anonymous,
  })
  return {
    port: server.port,
    ask: (method, path, headers = {}, body) => ask(server.port, method, path, headers, body),
    post: event => mailbox.post(event),
    effects,
    close: server.close,
  }
}
