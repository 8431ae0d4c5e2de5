import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { rolesPieces } from './render/roles.ts'
import { render } from './rendering.ts'

/** The allocation roles that mean something now. */
export const rolesRoute = ({ state, slices, large, kept }: MasterHttp): Route => {
  const all = kept.share(() => render(slices, rolesPieces(state)))
  return {
    path: '/roles',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => large.json(request, await all())),
  }
}
