import { permissive } from '../../../../http/authorization.ts'
import type { CallType } from '../../../../mesos/messages/master-call.ts'
import type { MasterHttp } from '../context.ts'
import { seenBy } from '../visible/seen-by.ts'
import type { Calls } from './calls.ts'

/** Calls that show everybody what he may see; see visible/seen-by.ts. */
export const seeing = (http: MasterHttp, make: (http: MasterHttp) => Calls): Calls => {
  const open = make(http)
  if (http.authorize === permissive) return open
  const types = Object.keys(open) as CallType[]
  return Object.fromEntries(
    types.map(type => [type, asked => make(seenBy(http, asked.request.principal))[type]!(asked)] satisfies Entry),
  )
}

type Entry = [CallType, NonNullable<Calls[CallType]>]
