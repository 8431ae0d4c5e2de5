import { ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { notYet } from './not-yet.ts'
import { weightInfos } from './render/cluster.ts'

export const weightsRoute = ({ state }: MasterHttp): Route => ({
  path: '/weights',
  methods: ['GET', 'PUT'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(state, ({ method }) => (method === 'GET' ? ok(weightInfos(state)) : notYet('Setting weights'))),
})
