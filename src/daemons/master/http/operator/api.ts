import { badRequest, refusal, unavailable } from '../../../../http/answer.ts'
import { realmsOf } from '../../../../http/authentication.ts'
import { readCall } from '../../../../http/call-format.ts'
import { contentType, negotiate, notAcceptable } from '../../../../http/negotiate.ts'
import type { Route } from '../../../../http/types.ts'
import { Call } from '../../../../mesos/messages/master-call.ts'
import type { MasterHttp } from '../context.ts'
import { onLeader } from '../leading.ts'
import { createCalls } from './calls.ts'
import { callProblem } from './validate.ts'

/** The operator API: checks in the order of facts/api-v1.md 3.3, then the call's own handler of calls.ts. */
export const operatorRoute = (http: MasterHttp): Route => {
  const calls = createCalls(http)
  return {
    path: '/api/v1',
    methods: ['POST'],
    realm: realmsOf('master').readwrite,
    handle: onLeader(http.state, request => {
      if (http.state.phase === 'recovering') return unavailable('Leading master has not recovered the registry yet')
      const content = contentType(request.headers)
      if (typeof content !== 'string') return content
      const read = readCall(Call, content, request.body)
      if (!('call' in read)) return read
      const problem = callProblem(read.call)
      if (problem !== undefined) return badRequest(problem)
      const accept = negotiate(request.headers.accept)
      if (accept === undefined) return notAcceptable
      const handle = calls[read.call.type!]
      return handle ? handle({ call: read.call, request, accept }) : refusal(501)
    }),
  }
}
