import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { rolesPieces } from './render/roles.ts'
import { render } from './rendering.ts'
import { shared } from './shared-rendering.ts'

/** The allocation roles that mean something now. */
export const rolesRoute = ({ state, slices, large }: MasterHttp): Route => {
  const all = shared(() => render(slices, rolesPieces(state)))
  return {
    path: '/roles',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => large.json(request, await all())),
  }
}
