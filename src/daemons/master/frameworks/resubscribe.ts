import { frameworkActivity, frameworkUpdated } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import { forgetRefusals } from '../maintenance/answer.ts'
import { rescindInverseOffers, takeInverseOffers } from '../maintenance/inverse-offers.ts'
import { rescindAll, takeOffers } from '../offers/withdraw.ts'
import type { Connection, Framework, MasterState } from '../state.ts'
import { changeInfo } from './change-info.ts'
import { setConnection } from './connection.ts'
import { greet, sendAway } from './greet.ts'
import type { Subscription } from './subscribe.ts'
import { tellOthers } from './tell-others.ts'

/**
 * A known framework takes its place again. Whoever held it hears of what it loses, then that it failed over; offers of before are
 * void, and are rescinded where the same scheduler goes on with them.
 */
export const resubscribe = (
  state: MasterState,
  framework: Framework,
  { connection, call, principal, force }: Subscription,
  now: number,
): Effect[] => {
  const { framework_info, suppressed_roles = [], offer_constraints } = call
  const goesOn = !framework.recovered && !force
  framework.registeredAt = framework.recovered ? now : framework.registeredAt
  framework.reregisteredAt = now
  framework.recovered = false
  framework.principal = principal
  forgetRefusals(state, framework)
  return [
    info('a framework subscribed again', { framework: framework.id, name: framework_info.name }),
    ...changeInfo(state, framework, framework_info, suppressed_roles, offer_constraints),
    ...displaced(framework, connection),
    ...(goesOn ? rescindAll(state, framework.offers) : takeOffers(state, framework.offers)),
    ...(goesOn ? rescindInverseOffers : takeInverseOffers)(state, framework.inverseOffers),
    { kind: 'cancel-timer', id: `failover ${framework.id}` },
    ...(connection.kind === 'pid' ? [{ kind: 'cancel-timer', id: `heartbeat ${framework.id}` } as const] : []),
    ...setConnection(state, framework, connection),
    ...greet(connection, framework.id, state.info, goesOn),
    ...tellOthers(state, framework),
    ...frameworkUpdated(state, framework),
    ...frameworkActivity(state, framework),
  ]
}

/** A scheduler that repeats itself is not told to go. */
const displaced = ({ connected, connection }: Framework, next: Connection): Effect[] => {
  if (!connected || connection === undefined) return []
  const same = connection.kind === 'pid' && next.kind === 'pid' && connection.pid === next.pid
  return same ? [] : sendAway(connection, 'Framework failed over')
}
