import { badRequest } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { fromJson } from '../../../mesos/messages/codec/index.ts'
import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import { Resource } from '../../../mesos/messages/resource.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { readBody } from './maintenance.ts'
import { operateOn } from './operate.ts'

type Given = Readonly<Record<string, Resource[]>>

interface Endpoint {
  readonly path: string
  /** The form's fields that hold resources as a JSON array; those in `optional` may be absent. */
  readonly fields: readonly string[]
  readonly optional?: readonly string[]
  readonly operation: (given: Given) => OfferOperation
}

/** facts/endpoints-v0.md 2 */
const endpoints: readonly Endpoint[] = [
  {
    path: '/reserve',
    fields: ['resources'],
    optional: ['source'],
    operation: ({ resources, source }) => ({ type: 'RESERVE', reserve: { resources, source } }),
  },
  {
    path: '/unreserve',
    fields: ['resources'],
    operation: ({ resources }) => ({ type: 'UNRESERVE', unreserve: { resources } }),
  },
  {
    path: '/create-volumes',
    fields: ['volumes'],
    operation: ({ volumes }) => ({ type: 'CREATE', create: { volumes } }),
  },
  {
    path: '/destroy-volumes',
    fields: ['volumes'],
    operation: ({ volumes }) => ({ type: 'DESTROY', destroy: { volumes } }),
  },
]

export const reservationRoutes = (http: MasterHttp): readonly Route[] =>
  endpoints.map(({ path, fields, optional = [], operation }) => ({
    path,
    methods: ['POST'],
    realm: realmsOf('master').readwrite,
    handle: onLeader(http.state, ({ body, principal }) => {
      const form = new URLSearchParams(body.toString('utf8'))
      const missing = ['slaveId', ...fields].find(name => !form.has(name))
      if (missing !== undefined) return badRequest(`the body lacks '${missing}'`)
      const given: Record<string, Resource[]> = {}
      for (const name of [...fields, ...optional].filter(each => form.has(each))) {
        const asked = readBody(Buffer.from(form.get(name)!), resourcesOf)
        if ('problem' in asked) return badRequest(`'${name}' of the body can't be read: ${asked.problem}`)
        if (asked.value === undefined) return badRequest(`'${name}' of the body is no JSON array`)
        given[name] = asked.value
      }
      return operateOn(http, form.get('slaveId')!, operation(given), principal)
    }),
  }))

const resourcesOf = (json: unknown): Resource[] | undefined =>
  Array.isArray(json) ? json.map(each => fromJson(Resource, each)) : undefined
