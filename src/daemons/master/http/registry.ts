import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { registryPieces } from './render/registry.ts'
import { render } from './rendering.ts'
import { shared } from './shared-rendering.ts'

/** What would survive us. Every master answers itself. */
export const registryRoute = ({ state, slices, large }: MasterHttp): Route => {
  const all = shared(() => render(slices, registryPieces(state)))
  return {
    path: '/registrar(1)/registry',
    realm: realmsOf('master').readonly,
    handle: async request => large.json(request, await all()),
  }
}
