import { permissive } from '../../../../http/authorization.ts'
import type { Principal, Route } from '../../../../http/types.ts'
import type { MasterHttp } from '../context.ts'
import { createWritten } from '../render/written.ts'
import { createWrittenTasks } from '../render/written-tasks.ts'
import { seesEvent } from './event.ts'
import { type May, visibleState } from './state.ts'

/** The same, over what the principal may see. Nothing of it is shared with others. */
export const seenBy = (http: MasterHttp, principal: Principal | undefined): MasterHttp => {
  if (http.authorize === permissive) return http
  const may: May = (action, object) => http.authorize(action, principal, object)
  const state = visibleState(http.state, may)
  const kept = {
    written: createWritten(state),
    writtenTasks: createWrittenTasks(),
    share: <T>(render: () => T) => render,
  }
  return { ...http, state, kept, shows: event => seesEvent(http.state, event, may) }
}

/** A route that shows everybody what he may see: one for all while nobody is refused anything, else one a request. */
export const filtered = (http: MasterHttp, route: (http: MasterHttp) => Route): Route => {
  const open = route(http)
  if (http.authorize === permissive) return open
  return {
    ...open,
    handle: (request, openStream) => route(seenBy(http, request.principal)).handle(request, openStream),
  }
}
