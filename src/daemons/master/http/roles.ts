import { ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { roleViews } from './render/roles.ts'

/** The allocation roles that mean something now. */
export const rolesRoute = ({ state }: MasterHttp): Route => ({
  path: '/roles',
  realm: realmsOf('master').readonly,
  handle: onLeader(state, () => ok({ roles: roleViews(state) })),
})
