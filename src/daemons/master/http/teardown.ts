import { badRequest } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'
import { onLeader } from './leading.ts'

/** Removes the framework that the form's `frameworkId` names. */
export const teardownRoute = (http: MasterHttp): Route => ({
  path: '/teardown',
  methods: ['POST'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, ({ body }) => {
    const frameworkId = new URLSearchParams(body.toString('utf8')).get('frameworkId')
    if (frameworkId === null) return badRequest("Missing 'frameworkId' query parameter in the request body")
    return decided(http, request => ({ kind: 'teardown', frameworkId, request }))
  }),
})
