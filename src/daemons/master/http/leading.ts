import { redirect, unavailable } from '../../../http/answer.ts'
import type { Answer, Handle, HttpRequest } from '../../../http/types.ts'
import type { MasterInfo } from '../../../mesos/messages/agent-info.ts'
import type { MasterState } from '../state.ts'

/** Where the leader is, when it is another; where nobody is known to lead, or we are not elected yet: 503. */
export const elsewhere = (state: MasterState, request: Pick<HttpRequest, 'path' | 'query'>): Answer | undefined => {
  if (state.phase !== 'standby') return undefined
  const { leader } = state
  if (leader === undefined || leader.id === state.info.id) return unavailable('No leader elected')
  return redirect(`//${hostOf(leader)}${urlOf(request)}`)
}

/** `host:port` that a leader tells others. */
export const hostOf = ({ hostname, port, address }: MasterInfo): string =>
  `${hostname ?? address?.hostname}:${address?.port ?? port}`

/** A handler that answers only on the leader; elsewhere 307 or 503. */
export const onLeader =
  (state: MasterState, handle: Handle): Handle =>
  (request, openStream) =>
    elsewhere(state, request) ?? handle(request, openStream)

const urlOf = ({ path, query }: Pick<HttpRequest, 'path' | 'query'>): string => {
  const search = new URLSearchParams({ ...query }).toString()
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return search === '' ? encoded : `${encoded}?${search}`
}
