import { badRequest, ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Answer, HttpRequest, Principal, Route } from '../../../http/types.ts'
import { fromJson, toJson } from '../../../mesos/messages/codec/index.ts'
import { QuotaRequest, QuotaStatus } from '../../../mesos/messages/quota.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'
import { onLeader } from './leading.ts'
import { readBody } from './maintenance.ts'
import { quotaStatus } from './render/cluster.ts'

/** The deprecated way to set quota, and to read it. */
export const quotaRoute = (http: MasterHttp): Route => ({
  path: '/quota',
  methods: ['GET', 'POST', 'DELETE'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, request => {
    const { method, body, principal, rest } = request
    if (method === 'GET') return ok(toJson(QuotaStatus, visibleQuota(http, principal)))
    if (method === 'DELETE') return remove(http, request)
    if (rest !== '') return badRequest(`quota is set at /quota, not at /quota/${rest}`)
    const asked = readBody(body, json => fromJson(QuotaRequest, json))
    return 'problem' in asked
      ? badRequest(`the quota is refused: ${asked.problem}`)
      : setQuota(http, asked.value, principal)
  }),
})

/** Of the roles whose quota the principal may see. */
export const visibleQuota = ({ state, authorize }: MasterHttp, principal: Principal | undefined): QuotaStatus =>
  quotaStatus(state, role => authorize('GET_QUOTA', principal, { value: role }))

export const setQuota = (http: MasterHttp, quota: QuotaRequest, principal: Principal | undefined): Promise<Answer> => {
  const { role = '', guarantee } = quota
  const authorized = http.authorize('UPDATE_QUOTA', principal, { value: role, quota_info: { role, guarantee } })
  return decided(http, request => ({ kind: 'set-quota', quota, authorized, request }))
}

const remove = (http: MasterHttp, { rest, principal }: HttpRequest): Answer | Promise<Answer> =>
  rest === '' ? badRequest('which role? The path is /quota/<role>') : removeQuota(http, rest, principal)

export const removeQuota = (http: MasterHttp, role: string, principal: Principal | undefined): Promise<Answer> => {
  const authorized = http.authorize('UPDATE_QUOTA', principal, { value: role, quota_info: { role } })
  return decided(http, request => ({ kind: 'remove-quota', role, authorized, request }))
}
