import { MantlError } from '../../../errors.ts'
import { badRequest, ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { fromJson, toJson } from '../../../mesos/messages/codec/index.ts'
import { ClusterStatus, Schedule } from '../../../mesos/messages/maintenance.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { replaceSchedule } from './maintenance-changes.ts'
import { clusterStatus, schedule } from './render/cluster.ts'
import { seenBy } from './visible/seen-by.ts'

export const maintenanceRoutes = (http: MasterHttp): readonly Route[] => [
  {
    path: '/maintenance/schedule',
    methods: ['GET', 'POST'],
    realm: realmsOf('master').readwrite,
    handle: onLeader(http.state, ({ method, body, principal }) => {
      if (method === 'GET') return ok(toJson(Schedule, schedule(seenBy(http, principal).state)))
      const asked = readBody(body, json => fromJson(Schedule, json))
      return 'problem' in asked ? badRequest(asked.problem) : replaceSchedule(http, asked.value, principal)
    }),
  },
  {
    path: '/maintenance/status',
    methods: ['GET'],
    realm: realmsOf('master').readonly,
    handle: onLeader(http.state, ({ principal }) =>
      ok(toJson(ClusterStatus, clusterStatus(seenBy(http, principal).state))),
    ),
  },
]

/** What the body says, or what is wrong with it. */
export const readBody = <T>(
  body: Buffer,
  read: (json: unknown) => T,
): { readonly value: T } | { readonly problem: string } => {
  try {
    return { value: read(JSON.parse(body.toString('utf8'))) }
  } catch (error) {
    if (error instanceof MantlError || error instanceof SyntaxError) return { problem: error.message }
    throw error
  }
}
