import { badRequest, okJson, refusal, unavailable } from '../../../../http/answer.ts'
import { okMessage, readCall } from '../../../../http/call-format.ts'
import { type CallTypes, callTypes, JSON_TYPE, type MediaType, RECORDIO_TYPE } from '../../../../http/negotiate.ts'
import type { Answer, HttpRequest, Route } from '../../../../http/types.ts'
import { Call } from '../../../../mesos/messages/agent-call.ts'
import { Response } from '../../../../mesos/messages/agent-response.ts'
import { toJson } from '../../../../mesos/messages/codec/index.ts'
import { createCalls } from './calls.ts'
import type { OperatorHttp } from './context.ts'
import { type RecordReader, readRecords } from './record-reader.ts'
import { mostBodyBytes, mostValues } from './size-limits.ts'
import { callProblem } from './validate.ts'

/** The agent's operator API: checks in Mesos' order (api-v1.md 2 and 3.3), then the call's own handler of calls.ts. */
export const operatorRoute = (http: OperatorHttp, realm: string): Route => {
  const calls = createCalls(http)
  return {
    path: '/api/v1',
    methods: ['POST'],
    realm,
    bodyLimit: mostBodyBytes,
    handle: async (request, openStream) => {
      if (http.state.phase === 'recovering') return unavailable('Agent has not finished recovery')
      const types = callTypes(request.headers)
      if ('status' in types) return types
      const asked = await readAsked(types, request)
      if (!('call' in asked)) return asked
      const { call } = asked
      const problem = callProblem(call)
      if (problem !== undefined) return badRequest(`Failed to validate agent::Call: ${problem}`)
      const refused = typesProblem(types, call)
      if (refused) return refused
      const handle = calls[call.type!]
      if (handle === undefined) return refusal(501)
      const { accept, acceptStreamed } = types
      const result = await handle({ ...asked, request, accept, acceptStreamed, openStream })
      return 'response' in result ? written(accept, result.response) : result
    },
  }
}

type Read = { readonly call: Call; readonly records?: RecordReader } | Answer

/** Of a body of records the first is the call, and the others follow it. */
const readAsked = async ({ streamed, content }: CallTypes, { body, stream }: HttpRequest): Promise<Read> => {
  if (!streamed) return readCall(Call, content, body, mostValues)
  if (stream === undefined) return badRequest('Received EOF while reading request body')
  const records = readRecords(stream)
  const first = await records.next()
  if (first.kind === 'end') return badRequest('Received EOF while reading request body')
  if (first.kind === 'malformed') return badRequest(first.why)
  const read = readCall(Call, content, first.record, mostValues)
  return 'call' in read ? { ...read, records } : read
}

const streaming = new Set<Call['type']>(['ATTACH_CONTAINER_OUTPUT', 'LAUNCH_NESTED_CONTAINER_SESSION'])

/** A stream where the call has none, or none where it has. */
const typesProblem = ({ streamed, acceptStreamed }: CallTypes, { type }: Call): Answer | undefined => {
  const input = type === 'ATTACH_CONTAINER_INPUT'
  if (streamed && !input) {
    return refusal(415, `Streaming 'Content-Type' ${RECORDIO_TYPE} is not supported for ${type} call`)
  }
  if (!streamed && input) return refusal(415, `Expecting 'Content-Type' to be ${RECORDIO_TYPE} for ${type} call`)
  if (acceptStreamed && !streaming.has(type)) {
    return refusal(406, `Streaming response is not supported for ${type} call`)
  }
  return undefined
}

/** Lists that Mesos writes in JSON even when nothing is in them: it builds these answers by hand. */
const alwaysThere: Readonly<Record<string, readonly string[]>> = {
  get_tasks: ['pending_tasks', 'queued_tasks', 'launched_tasks', 'terminated_tasks', 'completed_tasks'],
  get_executors: ['executors', 'completed_executors'],
  get_frameworks: ['frameworks', 'completed_frameworks'],
}

const written = (type: MediaType, response: Response): Answer => {
  if (type !== JSON_TYPE) return okMessage(Response, type, response)
  const json = toJson(Response, response) as Record<string, Record<string, unknown>>
  for (const holder of [json, json.get_state ?? {}]) {
    for (const [key, lists] of Object.entries(alwaysThere)) {
      const value = holder[key] as Record<string, unknown> | undefined
      if (value) holder[key] = { ...Object.fromEntries(lists.map(list => [list, value[list] ?? []])) }
    }
  }
  return okJson(JSON.stringify(json))
}
