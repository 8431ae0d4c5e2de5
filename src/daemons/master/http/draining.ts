import { forbidden, notFound, ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'
import { onLeader } from './leading.ts'
import { drainView, drainViews } from './render/drains.ts'
import { seenBy } from './visible/seen-by.ts'

/**
 * Of our own, beyond Mesos: GET /mantl/drains lists the agents that drain or are drained, and what is waited for; with `agent_id`, that
 * one or none. DELETE /mantl/drains/AGENT_ID cancels.
 */
export const drainingRoute = (http: MasterHttp): Route => ({
  path: '/mantl/drains',
  methods: ['GET', 'DELETE'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, ({ method, query, rest: agentId, principal }) => {
    if (method === 'GET') return agentId === '' ? list(seenBy(http, principal), query.agent_id) : notFound()
    if (agentId === '') return notFound('name the agent: DELETE /mantl/drains/AGENT_ID')
    if (!http.authorize('REACTIVATE_AGENT', principal, { value: agentId })) return forbidden()
    return decided(http, request => ({ kind: 'cancel-drain', agentId, request }))
  }),
})

const list = ({ state }: MasterHttp, agentId: string | undefined) => {
  if (agentId === undefined) return ok({ drains: drainViews(state) })
  const view = drainView(state, agentId)
  return ok({ drains: view ? [view] : [] })
}
