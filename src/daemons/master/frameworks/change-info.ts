import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { OfferConstraints } from '../../../mesos/messages/scheduler.ts'
import type { Effect } from '../effects.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Framework, MasterState } from '../state.ts'
import { rolesOf } from '../validation/framework.ts'
import { capabilitiesOf } from './new.ts'
import { rolesInUse, track, untrack } from './roles.ts'

/** Takes what a framework may change about itself; user and checkpoint stay. Offers of roles that it left are rescinded. */
export const changeInfo = (
  state: MasterState,
  framework: Framework,
  info: FrameworkInfo,
  suppressedRoles: readonly string[],
  offerConstraints: OfferConstraints | undefined,
): Effect[] => {
  const before = framework.roles
  framework.info = { ...info, id: framework.info.id, user: framework.info.user, checkpoint: framework.info.checkpoint }
  framework.capabilities = capabilitiesOf(info)
  framework.roles = rolesOf(info)
  framework.suppressedRoles = new Set(suppressedRoles)
  framework.offerConstraints = offerConstraints
  track(state, framework)
  const kept = rolesInUse(framework)
  const left = new Set(before.filter(role => !framework.roles.includes(role)))
  untrack(
    state,
    framework,
    [...left].filter(role => !kept.has(role)),
  )
  const offers = [...framework.offers].filter(id => left.has(state.offers.get(id)?.allocation_info?.role ?? ''))
  return rescindAll(state, offers)
}
