import { refusal } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Answer, Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'

/** 501 that says what is not there, rather than a success without effect. */
export const notYet = (what: string): Answer => refusal(501, `${what} is not implemented by this master yet`)

const missing: Readonly<Record<string, string>> = {
  '/reserve': 'Reserving resources',
  '/unreserve': 'Unreserving resources',
  '/create-volumes': 'Creating volumes',
  '/destroy-volumes': 'Destroying volumes',
}

/** Mesos' endpoints that only change things and that we do not serve yet. */
export const notYetRoutes = ({ state }: MasterHttp): readonly Route[] =>
  Object.entries(missing).map(([path, what]) => ({
    path,
    methods: ['POST'],
    realm: realmsOf('master').readwrite,
    handle: onLeader(state, () => notYet(what)),
  }))
