import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { statePieces } from './render/state.ts'
import { render } from './rendering.ts'
import { shared } from './shared-rendering.ts'

/** Everything. One rendering serves all who asked while the one before it was made. */
export const stateRoute = ({ state, slices, large, build, flags, authorize }: MasterHttp): Route => {
  const open = shared(() => render(slices, statePieces(state, { build, flags })))
  const withoutFlags = shared(() => render(slices, statePieces(state, { build })))
  return {
    path: '/state',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => {
      const rendering = authorize('VIEW_FLAGS', request.principal) ? open() : withoutFlags()
      return large.json(request, await rendering)
    }),
  }
}
