import { accepted, badRequest, forbidden, methodNotAllowed, refusal, unavailable } from '../../../http/answer.ts'
import { readCall } from '../../../http/call-format.ts'
import { contentType, negotiate, notAcceptable } from '../../../http/negotiate.ts'
import type { Answer, HttpRequest, OpenStream, RecordStream, Route } from '../../../http/types.ts'
import { Call } from '../../../mesos/messages/scheduler.ts'
import type { Event } from '../events.ts'
import { eventOf } from '../frameworks/call-event.ts'
import { callMetrics, invalidCallMetrics } from '../frameworks/call-metric.ts'
import type { Replies } from '../perform/replies.ts'
import type { Streams } from '../perform/streams.ts'
import type { Framework, MasterState } from '../state.ts'
import { validateCall, validateSpeaker } from '../validation/call.ts'
import { elsewhere } from './leading.ts'

export interface SchedulerDoor {
  readonly state: MasterState
  readonly post: (event: Event) => void
  readonly streams: Streams
  readonly replies: Replies
  readonly newStreamId: () => string
  readonly count: (metric: string) => void
}

const STREAM_ID = 'Mesos-Stream-Id'

/** The scheduler API, in the order of checks of facts/api-v1.md 3.1. */
export const schedulerRoute = (door: SchedulerDoor): Route => ({
  path: '/api/v1/scheduler',
  realm: 'mesos-master-scheduler',
  handle: (request, openStream) => {
    if (request.principal && request.principal.value === undefined) return forbidden()
    const away = elsewhere(door.state, request)
    if (away) return away
    if (door.state.phase !== 'leading') return unavailable('Leader elected, but not recovered yet')
    if (request.method !== 'POST') return methodNotAllowed(['POST'], request.method)
    const type = contentType(request.headers)
    if (typeof type !== 'string') return type
    const read = readCall(Call, type, request.body)
    if (!('call' in read)) return read
    const problem = validateCall(read.call) ?? validateSpeaker(read.call, request.principal?.value)
    if (problem !== undefined) {
      for (const metric of invalidCallMetrics(read.call)) door.count(metric)
      return badRequest(`Failed to validate scheduler::Call: ${problem}`)
    }
    if (answered.has(read.call.type!) && negotiate(request.headers.accept) === undefined) return notAcceptable
    return read.call.type === 'SUBSCRIBE'
      ? subscribe(door, request, read.call, openStream)
      : call(door, request, read.call)
  },
})

/** Only of these Mesos looks at the Accept header: others are answered without a body. */
const answered: ReadonlySet<string> = new Set(['SUBSCRIBE', 'RECONCILE_OPERATIONS'])

const subscribe = (door: SchedulerDoor, request: HttpRequest, { subscribe: body }: Call, openStream: OpenStream) => {
  if (request.headers[STREAM_ID.toLowerCase()] !== undefined) {
    return badRequest(`Subscribe calls should not include the '${STREAM_ID}' header`)
  }
  const accept = negotiate(request.headers.accept)!
  const streamId = door.newStreamId()
  const stream: RecordStream = openStream(accept, { [STREAM_ID]: streamId })
  door.streams.open(streamId, accept, stream)
  for (const metric of callMetrics({ type: 'SUBSCRIBE', subscribe: body })) door.count(metric)
  door.post({ kind: 'subscribe', streamId, principal: request.principal?.value, call: body! })
  stream.onClose(() => door.post({ kind: 'stream-closed', streamId }))
  return stream
}

const call = (door: SchedulerDoor, request: HttpRequest, made: Call): Answer | Promise<Answer> => {
  const framework = door.state.frameworks.get(made.framework_id!.value)
  if (framework === undefined) return badRequest('Framework cannot be found')
  const refused = refusedCaller(framework, request)
  if (refused) return refused
  for (const metric of callMetrics(made)) door.count(metric)
  if (made.type === 'REQUEST') return accepted // the allocator has no use for requests, as in Mesos
  if (made.type === 'UPDATE_FRAMEWORK') return updateFramework(door, framework, made)
  const event = eventOf(framework.id, made)
  if (event === undefined) return refusal(501, 'Received UNKNOWN call')
  door.post(event)
  return accepted
}

/** Only who holds the framework's stream may speak for it. */
const refusedCaller = (framework: Framework, { principal, headers }: HttpRequest): Answer | undefined => {
  const expected = framework.info.principal ?? ''
  if (principal && principal.value !== expected) {
    return badRequest(
      `Authenticated principal '${principal.value}' does not match principal '${expected}' set in 'FrameworkInfo'`,
    )
  }
  if (!framework.connected) return forbidden('Framework is not subscribed')
  if (framework.connection?.kind !== 'http') return forbidden('Framework is not connected via HTTP')
  const streamId = headers[STREAM_ID.toLowerCase()]
  if (streamId === undefined) return badRequest(`All non-subscribe calls should include the '${STREAM_ID}' header`)
  if (streamId === framework.connection.streamId) return undefined
  return badRequest(
    `The stream ID '${streamId}' included in this request didn't match the stream ID currently associated with framework ID ${framework.id}`,
  )
}

const updateFramework = async ({ post, replies }: SchedulerDoor, framework: Framework, made: Call): Promise<Answer> => {
  const { request, reply } = replies.expect()
  post({ kind: 'update-framework', frameworkId: framework.id, call: made.update_framework!, request })
  const { status, body } = await reply
  return status === 200 ? { status } : refusal(status, body)
}
