import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { slavesPieces } from './render/slaves.ts'
import { render } from './rendering.ts'

/** The agents; with `slave_id`, one of them. */
export const slavesRoute = ({ state, slices, large, kept }: MasterHttp): Route => {
  const all = kept.share(() => render(slices, slavesPieces(state)))
  return {
    path: '/slaves',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => {
      const { slave_id } = request.query
      const rendering = slave_id === undefined ? all() : render(slices, slavesPieces(state, slave_id))
      return large.json(request, await rendering)
    }),
  }
}
