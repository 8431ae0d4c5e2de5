import { accepted, badRequest, forbidden, refusal, unavailable } from '../../../http/answer.ts'
import { readCall } from '../../../http/call-format.ts'
import { contentType, type MediaType, negotiate, notAcceptable } from '../../../http/negotiate.ts'
import type { HttpRequest, OpenStream, Principal, RecordStream, Route } from '../../../http/types.ts'
import { Call } from '../../../mesos/messages/executor.ts'
import type { Event } from '../events.ts'
import type { ExecutorStreams } from '../executors/streams.ts'
import { type Executor, type FollowerState, findExecutor } from '../state.ts'

export interface ExecutorRouteOptions {
  readonly state: FollowerState
  readonly streams: ExecutorStreams
  readonly post: (event: Event) => void
  /** Once all is on disk that events posted before have brought; absent: it is when `post` returns. */
  readonly settled?: () => Promise<void>
  readonly realm: string
}

/** The v1 executor API (api-v1.md 3.2 and 6): every check in Mesos' order. */
export const executorRoute = (options: ExecutorRouteOptions): Route => ({
  path: '/api/v1/executor',
  methods: ['POST'],
  realm: options.realm,
  handle: (request, openStream) => {
    if (options.state.phase === 'recovering') return unavailable('Agent has not finished recovery')
    const type = contentType(request.headers)
    if (typeof type !== 'string') return type
    const read = readCall(Call, type, request.body)
    if (!('call' in read)) return read
    const problem = callProblem(read.call)
    if (problem !== undefined) return badRequest(`Failed to validate Executor::Call: ${problem}`)
    return take(options, read.call, request, openStream)
  },
})

const callProblem = (call: Call): string | undefined => {
  if (call.type === undefined) return "Expecting 'type' to be present"
  if (call.type === 'SUBSCRIBE' && call.subscribe === undefined) return "Expecting 'subscribe' to be present"
  if (call.type === 'MESSAGE' && call.message === undefined) return "Expecting 'message' to be present"
  if (call.type !== 'UPDATE') return undefined
  if (call.update === undefined) return "Expecting 'update' to be present"
  return statusProblem(call)
}

const uuidBytes = 16

const statusProblem = ({ update, executor_id }: Call): string | undefined => {
  const { status } = update!
  if (status.uuid === undefined) return "Expecting 'uuid' to be present"
  if (Buffer.from(status.uuid, 'base64').length !== uuidBytes) return 'Not a valid UUID'
  if (status.executor_id && status.executor_id.value !== executor_id.value) {
    return "ExecutorID in Call doesn't match ExecutorID in TaskStatus"
  }
  if (status.source !== 'SOURCE_EXECUTOR') {
    return `Received Call from executor ${executor_id.value} with invalid source, expecting 'SOURCE_EXECUTOR'`
  }
  if (status.state === 'TASK_STAGING') {
    return `Received TASK_STAGING from executor ${executor_id.value} which is not allowed`
  }
  return undefined
}

const take = (
  options: ExecutorRouteOptions,
  call: Call,
  { headers, principal }: Pick<HttpRequest, 'headers' | 'principal'>,
  openStream: OpenStream,
): ReturnType<Route['handle']> => {
  const frameworkId = call.framework_id.value
  const executorId = call.executor_id.value
  const type = negotiate(headers.accept)
  if (call.type === 'SUBSCRIBE' && type === undefined) return notAcceptable
  if (call.type === 'HEARTBEAT') return accepted
  if (!options.state.frameworks.has(frameworkId)) return badRequest('Framework cannot be found')
  const executor = findExecutor(options.state, frameworkId, executorId)
  if (executor?.kind !== 'custom') return badRequest('Executor cannot be found')
  const stranger = principal && claimProblem(principal, frameworkId, executor)
  if (stranger !== undefined) return forbidden(stranger)
  if (executor.state === 'registering' && call.type !== 'SUBSCRIBE') {
    return executor.returning ? unavailable('Agent has not finished recovery') : forbidden('Executor is not subscribed')
  }
  switch (call.type) {
    case 'SUBSCRIBE':
      return subscribe(options, call, executor, type!, openStream)
    case 'UPDATE':
      options.post({ kind: 'executor-update', frameworkId, executorId, status: call.update!.status })
      return options.settled?.().then(() => accepted) ?? accepted
    case 'MESSAGE':
      options.post({ kind: 'executor-message', frameworkId, executorId, call: call.message! })
      return accepted
    default:
      return refusal(501)
  }
}

/** A token is for one run of one executor. */
const claimProblem = (
  { claims }: Principal,
  frameworkId: string,
  { id, containerId }: Executor,
): string | undefined => {
  const wrong = Object.entries({ fid: frameworkId, eid: id, cid: containerId }).find(
    ([name, value]) => claims?.[name] !== value,
  )
  return wrong && `Authenticated principal does not contain a '${wrong[0]}' claim that fits the executor in the call`
}

const subscribe = (
  { streams, post }: ExecutorRouteOptions,
  call: Call,
  executor: Executor,
  type: MediaType,
  openStream: OpenStream,
): RecordStream => {
  const opened = openStream(type)
  const stream = streams.add(opened, type, id => post({ kind: 'executor-disconnected', stream: id }))
  const frameworkId = call.framework_id.value
  post({ kind: 'executor-subscribed', frameworkId, executorId: executor.id, stream, call: call.subscribe! })
  return opened
}
