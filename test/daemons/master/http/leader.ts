import { request as httpRequest } from 'node:http'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { showCounters } from '../../../../src/daemons/master/frameworks/principal-counters.ts'
import { createSubscribers, type Subscribers } from '../../../../src/daemons/master/http/operator/subscribers.ts'
import { createRoutes } from '../../../../src/daemons/master/http/routes.ts'
import { createReplies } from '../../../../src/daemons/master/perform/replies.ts'
import { createStreams } from '../../../../src/daemons/master/perform/streams.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { step } from '../../../../src/daemons/master/transitions/index.ts'
import { anonymous } from '../../../../src/http/authentication.ts'
import { permissive } from '../../../../src/http/authorization.ts'
import type { BuildInfo } from '../../../../src/http/build-info.ts'
import { createVirtualPaths, type Guard } from '../../../../src/http/files/virtual-paths.ts'
import { createServer } from '../../../../src/http/server.ts'
import type { Authenticate, Authorize } from '../../../../src/http/types.ts'
import { systemClock as clock } from '../../../../src/runtime/clock.ts'
import { createMetrics, type Metrics } from '../../../../src/runtime/metrics.ts'
import { recordingLog } from '../../../support/log.ts'

export interface Answered {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface TestLeader {
  readonly port: number
  readonly subscribers: Subscribers
  ask(method: string, path: string, headers?: Readonly<Record<string, string>>, body?: Buffer): Promise<Answered>
  close(): Promise<void>
}

interface Options {
  readonly flags?: Readonly<Record<string, string>>
  readonly build?: BuildInfo
  /** Virtual path → real one. */
  readonly files?: Readonly<Record<string, string>>
  /** Of the files. */
  readonly guard?: Guard
  readonly authorize?: Authorize
  readonly authenticate?: Authenticate
}

/** A server on loopback over a given state. Events are stepped at once; what they store is durable at once, replies and events to publish are performed, nothing else. */
export const startLeader = async (
  state: MasterState,
  { flags = {}, build, files = {}, guard, authorize = permissive, authenticate = anonymous }: Options = {},
): Promise<TestLeader> => {
  const log = recordingLog()
  const replies = createReplies()
  const subscribers = createSubscribers({ clock, most: 3 })
  const post = (event: Event) => {
    for (const effect of step(state, event, clock.now())) {
      if (effect.kind === 'reply') replies.give(effect.request, effect)
      if (effect.kind === 'store') post(effect.next)
      if (effect.kind === 'publish') subscribers.publish(effect.event)
    }
  }
  const paths = createVirtualPaths(authorize)
  for (const [virtual, real] of Object.entries(files)) paths.attach(virtual, real, guard)
  const routes = createRoutes({
    ...{ state, post, replies, subscribers, clock, log, shown: flags },
    ...(build && { build }),
    files: paths,
    authorize,
    metrics: metricsOf(state),
    streams: createStreams(),
    count: () => {},
  })
  const onMessage = () => false
  const server = await createServer({
    ip: '127.0.0.1',
    port: 0,
    processId: 'master',
    log,
    onMessage,
    routes,
    authorize,
    authenticate,
  })
  return {
    port: server.port,
    subscribers,
    close: server.close,
    ask: (method, path, headers = {}, body) => ask(server.port, method, path, headers, body),
  }
}

/** With what the subscriptions of its frameworks would have begun to count. */
const metricsOf = (state: MasterState): Metrics => {
  const metrics = createMetrics(clock)
  const shown = [...state.frameworks.values()].flatMap(showCounters)
  for (const effect of shown) if (effect.kind === 'count') metrics.counter(effect.metric)
  return metrics
}

export const ask = (
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | undefined,
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => void chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(chunks),
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
