import { badRequest, forbidden } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Answer, Principal, Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'
import { onLeader } from './leading.ts'

/** Removes the framework that the form's `frameworkId` names. */
export const teardownRoute = (http: MasterHttp): Route => ({
  path: '/teardown',
  methods: ['POST'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, ({ body, principal }) => {
    const frameworkId = new URLSearchParams(body.toString('utf8')).get('frameworkId')
    if (frameworkId === null) return badRequest("Missing 'frameworkId' query parameter in the request body")
    return tearDown(http, frameworkId, principal)
  }),
})

export const tearDown = (
  http: MasterHttp,
  frameworkId: string,
  who: Principal | undefined,
): Answer | Promise<Answer> => {
  const framework_info = http.state.frameworks.get(frameworkId)?.info
  const object = { value: framework_info?.principal, framework_info }
  if (framework_info && !http.authorize('TEARDOWN_FRAMEWORK', who, object)) return forbidden()
  return decided(http, request => ({ kind: 'teardown', frameworkId, request }))
}
