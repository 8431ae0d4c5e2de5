import { ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import { QuotaStatus } from '../../../mesos/messages/quota.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { notYet } from './not-yet.ts'
import { quotaStatus } from './render/cluster.ts'

export const quotaRoute = ({ state }: MasterHttp): Route => ({
  path: '/quota',
  methods: ['GET', 'POST', 'DELETE'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(state, ({ method }) =>
    method === 'GET' ? ok(toJson(QuotaStatus, quotaStatus(state))) : notYet('Setting quota'),
  ),
})
