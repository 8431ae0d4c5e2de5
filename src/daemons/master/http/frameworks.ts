import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { frameworksPieces } from './render/frameworks.ts'
import { render } from './rendering.ts'

/** The frameworks with their tasks; with `framework_id`, one of them. */
export const frameworksRoute = ({ state, slices, large, kept }: MasterHttp): Route => {
  const all = kept.share(() => render(slices, frameworksPieces(state, kept.written)))
  return {
    path: '/frameworks',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => {
      const { framework_id } = request.query
      const rendering =
        framework_id === undefined ? all() : render(slices, frameworksPieces(state, kept.written, framework_id))
      return large.json(request, await rendering)
    }),
  }
}
