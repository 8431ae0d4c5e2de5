import { accepted, badRequest, forbidden, methodNotAllowed, refusal, unavailable } from '../../../http/answer.ts'
import { readCall } from '../../../http/call-format.ts'
import { contentType, negotiate, notAcceptable } from '../../../http/negotiate.ts'
import type { Answer, HttpRequest, OpenStream, RecordStream, Route } from '../../../http/types.ts'
import { Call } from '../../../mesos/messages/scheduler.ts'
import type { Event } from '../events.ts'
import type { Replies } from '../perform/replies.ts'
import type { Streams } from '../perform/streams.ts'
import type { Framework, MasterState } from '../state.ts'
import { validateCall } from '../validation/call.ts'
import { elsewhere } from './leading.ts'
import { eventOf } from './scheduler-event.ts'

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
    const problem = validateCall(read.call)
    if (problem !== undefined) return badRequest(`Failed to validate scheduler::Call: ${problem}`)
    return read.call.type === 'SUBSCRIBE'
      ? subscribe(door, request, read.call, openStream)
      : call(door, request, read.call)
  },
})

const subscribe = (door: SchedulerDoor, request: HttpRequest, { subscribe: body }: Call, openStream: OpenStream) => {
  if (request.headers[STREAM_ID.toLowerCase()] !== undefined) {
    return badRequest(`Subscribe calls should not include the '${STREAM_ID}' header`)
  }
  const accept = negotiate(request.headers.accept)
  if (accept === undefined) return notAcceptable
  const streamId = door.newStreamId()
  const stream: RecordStream = openStream(accept, { [STREAM_ID]: streamId })
  door.streams.open(streamId, accept, stream)
  door.count('master/messages_register_framework')
  door.post({ kind: 'subscribe', streamId, principal: request.principal?.value, call: body! })
  stream.onClose(() => door.post({ kind: 'stream-closed', streamId }))
  return stream
}

const call = (door: SchedulerDoor, request: HttpRequest, made: Call): Answer | Promise<Answer> => {
  const framework = door.state.frameworks.get(made.framework_id!.value)
  if (framework === undefined) return badRequest('Framework cannot be found')
  const refused = refusedCaller(framework, request)
  if (refused) return refused
  if (ignored.has(made.type!)) return accepted
  if (made.type === 'UPDATE_FRAMEWORK') return updateFramework(door, framework, made)
  const event = eventOf(framework.id, made)
  if (event === undefined) return refusal(501, 'Received UNKNOWN call')
  door.count(`master/messages_${counters[made.type!] ?? made.type!.toLowerCase()}`)
  door.post(event)
  return accepted
}

/** The allocator has no use for requests, as in Mesos; inverse offers are not made yet, so that no answer can name one. */
const ignored: ReadonlySet<string> = new Set(['REQUEST', 'ACCEPT_INVERSE_OFFERS', 'DECLINE_INVERSE_OFFERS'])

/** Only who holds the framework's stream may speak for it. */
const refusedCaller = (framework: Framework, { principal, headers }: HttpRequest): Answer | undefined => {
  const expected = framework.info.principal
  if (principal && expected !== undefined && principal.value !== expected) {
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

/** Mesos' counters of messages, where their name is not the call's own. */
const counters: Readonly<Record<string, string>> = {
  TEARDOWN: 'unregister_framework',
  ACCEPT: 'launch_tasks',
  DECLINE: 'decline_offers',
  REVIVE: 'revive_offers',
  SUPPRESS: 'suppress_offers',
  KILL: 'kill_task',
  SHUTDOWN: 'shutdown_executor',
  ACKNOWLEDGE: 'status_update_acknowledgement',
  ACKNOWLEDGE_OPERATION_STATUS: 'operation_status_update_acknowledgement',
  RECONCILE: 'reconcile_tasks',
  MESSAGE: 'framework_to_executor',
}
