import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { summaryPieces } from './render/state-summary.ts'
import { render } from './rendering.ts'

/** What the web interface polls: agents and frameworks with counts of their tasks. */
export const stateSummaryRoute = ({ state, slices, large, kept }: MasterHttp): Route => {
  const all = kept.share(() => render(slices, summaryPieces(state)))
  return {
    path: '/state-summary',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => large.json(request, await all())),
  }
}
