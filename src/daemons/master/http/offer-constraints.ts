import { ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import { OfferConstraints } from '../../../mesos/messages/scheduler.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'

/** The constraints that frameworks have set, by framework id: under the allocator's process, as in Mesos. */
export const offerConstraintsRoute = ({ state }: MasterHttp): Route => ({
  path: '/hierarchical-allocator(1)/offer_constraints_debug',
  realm: realmsOf('master').readonly,
  handle: onLeader(state, () =>
    ok({
      frameworks: Object.fromEntries(
        [...state.frameworks.values()].flatMap(({ id, offerConstraints }) =>
          offerConstraints ? [[id, toJson(OfferConstraints, offerConstraints)]] : [],
        ),
      ),
    }),
  ),
})
