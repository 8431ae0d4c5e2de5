import type { ServerResponse } from 'node:http'
import { forbidden, methodNotAllowed, notFound, unauthorized } from './answer.ts'
import type { FindRoute, Target } from './router.ts'
import { openRecordStream } from './stream.ts'
import type { Answer, Authenticate, Authorize, HttpRequest, OpenStream, Principal, RecordStream } from './types.ts'

export interface DispatchOptions {
  readonly find: FindRoute
  readonly authenticate: Authenticate
  readonly authorize: Authorize
  readonly disabledPaths: ReadonlySet<string>
}

/** What of a request is known before its route is. */
export type BareRequest = Omit<HttpRequest, 'path' | 'rest' | 'principal'>

/** From a request to what answers it: route, firewall, who he is, method, whether he may, then the route's own word. */
export const createDispatch =
  ({ find, authenticate, authorize, disabledPaths }: DispatchOptions) =>
  async (rawPath: string, request: BareRequest, openResponse: () => ServerResponse): Promise<Answer | RecordStream> => {
    const target = find(rawPath)
    if (!target) return notFound()
    const { route, path, rest } = target
    if (disabledPaths.has(path)) return forbidden()

    const who = route.realm === undefined ? ({ ok: true } as const) : await authenticate(route.realm, request.headers)
    if (who.ok === 'forbidden') return forbidden()
    if (!who.ok) return unauthorized(who.challenges)
    if (route.methods && !route.methods.includes(request.method)) return methodNotAllowed(route.methods, request.method)
    if (!mayCall(authorize, target, who.principal)) return forbidden()

    const open: OpenStream = (contentType, headers) => openRecordStream(openResponse(), contentType, headers)
    return route.handle({ ...request, path, rest, principal: who.principal }, open)
  }

const mayCall = (authorize: Authorize, { route }: Target, principal: Principal | undefined) =>
  route.guarded === undefined || authorize('GET_ENDPOINT_WITH_PATH', principal, { value: route.guarded })
