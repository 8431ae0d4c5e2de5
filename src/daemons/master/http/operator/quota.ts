import { okMessage } from '../../../../http/call-format.ts'
import { Response } from '../../../../mesos/messages/master-response.ts'
import type { MasterHttp } from '../context.ts'
import { decided } from '../decided.ts'
import { removeQuota, setQuota, visibleQuota } from '../quota.ts'
import { updateWeights, visibleWeights } from '../weights.ts'
import type { Calls } from './calls.ts'

/** Quota and weights. */
export const quotaCalls = (http: MasterHttp): Calls => ({
  GET_QUOTA: ({ accept, request: { principal } }) =>
    okMessage(Response, accept, { type: 'GET_QUOTA', get_quota: { status: visibleQuota(http, principal) } }),
  UPDATE_QUOTA: ({ call, request: { principal } }) => {
    const { quota_configs: configs = [], force = false } = call.update_quota!
    const authorized = configs.every(({ role }) =>
      http.authorize('UPDATE_QUOTA_WITH_CONFIG', principal, { value: role }),
    )
    return decided(http, request => ({ kind: 'update-quota', configs, force, authorized, request }))
  },
  SET_QUOTA: ({ call, request: { principal } }) => setQuota(http, call.set_quota!.quota_request, principal),
  REMOVE_QUOTA: ({ call, request: { principal } }) => removeQuota(http, call.remove_quota!.role, principal),
  GET_WEIGHTS: ({ accept, request: { principal } }) => {
    const weight_infos = visibleWeights(http, principal)
    const get_weights = weight_infos.length > 0 ? { weight_infos } : undefined // as Mesos does
    return okMessage(Response, accept, { type: 'GET_WEIGHTS', get_weights })
  },
  UPDATE_WEIGHTS: ({ call, request: { principal } }) =>
    updateWeights(http, call.update_weights!.weight_infos ?? [], principal),
})
