import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { statePieces } from './render/state.ts'
import { render } from './rendering.ts'

/** Everything. One rendering serves all who asked while the one before it was made. */
export const stateRoute = ({ state, slices, large, kept, build, flags, authorize }: MasterHttp): Route => {
  const open = kept.share(() => render(slices, statePieces(state, { build, flags }, kept.written)))
  const withoutFlags = kept.share(() => render(slices, statePieces(state, { build }, kept.written)))
  return {
    path: '/state',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => {
      const rendering = authorize('VIEW_FLAGS', request.principal) ? open() : withoutFlags()
      return large.json(request, await rendering)
    }),
  }
}
