import { forbidden, notFound } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { HttpRequest, Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'
import { onLeader } from './leading.ts'
import { drainsPieces } from './render/drains.ts'
import { render } from './rendering.ts'
import { seenBy } from './visible/seen-by.ts'

/**
 * Of our own, beyond Mesos: GET /mantl/drains lists the agents that drain or are drained, and what is waited for; with `agent_id`, that
 * one or none. DELETE /mantl/drains/AGENT_ID cancels.
 */
export const drainingRoute = (http: MasterHttp): Route => ({
  path: '/mantl/drains',
  methods: ['GET', 'DELETE'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, request => {
    const { method, rest: agentId, principal } = request
    if (method === 'GET') return agentId === '' ? list(seenBy(http, principal), request) : notFound()
    if (agentId === '') return notFound('name the agent: DELETE /mantl/drains/AGENT_ID')
    if (!http.authorize('REACTIVATE_AGENT', principal, { value: agentId })) return forbidden()
    return decided(http, request => ({ kind: 'cancel-drain', agentId, request }))
  }),
})

const list = async ({ state, slices, large }: MasterHttp, request: HttpRequest) =>
  large.json(request, await render(slices, drainsPieces(state, request.query.agent_id)))
