import { forbidden, notFound, ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'
import { onLeader } from './leading.ts'
import { drainView, drainViews } from './render/drains.ts'

/**
 * Of our own, beyond Mesos: GET /mantl/drains lists the agents that drain or are drained, and what is waited for; GET and DELETE
 * /mantl/drains/AGENT_ID are about one of them: DELETE cancels.
 */
export const drainingRoute = (http: MasterHttp): Route => ({
  path: '/mantl/drains',
  methods: ['GET', 'DELETE'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, ({ method, rest: agentId, principal }) => {
    if (method === 'GET') return agentId === '' ? ok({ drains: drainViews(http.state) }) : one(http, agentId)
    if (agentId === '') return notFound('name the agent: DELETE /mantl/drains/AGENT_ID')
    if (!http.authorize('REACTIVATE_AGENT', principal, { value: agentId })) return forbidden()
    return decided(http, request => ({ kind: 'cancel-drain', agentId, request }))
  }),
})

const one = ({ state }: MasterHttp, agentId: string) => {
  const view = drainView(state, agentId)
  return view ? ok(view) : notFound(`Agent ${agentId} does not drain`)
}
