import { badRequest, ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Answer, Principal, Route } from '../../../http/types.ts'
import { WeightInfo } from '../../../mesos/messages/cluster.ts'
import { fromJson } from '../../../mesos/messages/codec/index.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'
import { onLeader } from './leading.ts'
import { readBody } from './maintenance.ts'
import { weightInfos } from './render/cluster.ts'

export const weightsRoute = (http: MasterHttp): Route => ({
  path: '/weights',
  methods: ['GET', 'PUT'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, ({ method, body, principal }) => {
    if (method === 'GET') return ok(visibleWeights(http, principal))
    const asked = readBody(body, json =>
      Array.isArray(json) ? json.map(each => fromJson(WeightInfo, each)) : undefined,
    )
    if ('problem' in asked) return badRequest(`the weights are refused: ${asked.problem}`)
    if (asked.value === undefined) return badRequest('the weights are refused: they are no JSON array')
    return updateWeights(http, asked.value, principal)
  }),
})

/** Of the roles that the principal may see. */
export const visibleWeights = ({ state, authorize }: MasterHttp, principal: Principal | undefined): WeightInfo[] =>
  weightInfos(state).filter(info => authorize('VIEW_ROLE', principal, { value: info.role, weight_info: info }))

export const updateWeights = (
  http: MasterHttp,
  weights: readonly WeightInfo[],
  principal: Principal | undefined,
): Promise<Answer> => {
  const may = (role?: string) =>
    http.authorize('UPDATE_WEIGHT', principal, role === undefined ? undefined : { value: role })
  const authorized = weights.length === 0 ? may() : weights.every(({ role = '' }) => may(role.trim()))
  return decided(http, request => ({ kind: 'update-weights', weights, authorized, request }))
}
