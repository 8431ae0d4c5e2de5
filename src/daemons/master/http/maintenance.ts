import { ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import { ClusterStatus, Schedule } from '../../../mesos/messages/maintenance.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { notYet } from './not-yet.ts'
import { clusterStatus, schedule } from './render/cluster.ts'

export const maintenanceRoutes = ({ state }: MasterHttp): readonly Route[] => [
  {
    path: '/maintenance/schedule',
    methods: ['GET', 'POST'],
    realm: realmsOf('master').readwrite,
    handle: onLeader(state, ({ method }) =>
      method === 'GET' ? ok(toJson(Schedule, schedule(state))) : notYet('Scheduling maintenance'),
    ),
  },
  {
    path: '/maintenance/status',
    methods: ['GET'],
    realm: realmsOf('master').readonly,
    handle: onLeader(state, () => ok(toJson(ClusterStatus, clusterStatus(state)))),
  },
]
