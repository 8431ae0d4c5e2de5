import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { CallSubscribe } from '../../../mesos/messages/scheduler.ts'
import { frameworkAdded } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import type { Connection, MasterState } from '../state.ts'
import { frameworkView } from '../views/framework.ts'
import { setConnection } from './connection.ts'
import { greet, sendAway } from './greet.ts'
import { newFramework } from './new.ts'
import { showCounters } from './principal-counters.ts'
import { recoverFramework } from './recover.ts'
import { refusedSubscription } from './refused.ts'
import { resubscribe } from './resubscribe.ts'
import { track } from './roles.ts'

/** What frameworks of both kinds ask for. */
export interface Subscription {
  readonly connection: Connection
  /** Who authenticated. */
  readonly principal?: string
  readonly call: CallSubscribe
  /** May it take the place of another connection? */
  readonly force: boolean
}

/** A framework comes, or comes back. A refusal is told as an error, after which its driver or stream is over. */
export const subscribeFramework = (state: MasterState, asked: Subscription, now: number): Effect[] => {
  const subscription = withPrincipal(asked)
  const why = refusedSubscription(state, subscription)
  if (why !== undefined) {
    const { name } = subscription.call.framework_info
    return [info('a subscription is refused', { name, why }), ...sendAway(subscription.connection, why)]
  }
  const id = subscription.call.framework_info.id?.value || undefined
  return id === undefined ? enter(state, subscription, now) : comeBack(state, id, subscription, now)
}

/** A framework that does not say its principal has the one that it proved. */
const withPrincipal = (subscription: Subscription): Subscription => {
  const { principal, call } = subscription
  if (principal === undefined || call.framework_info.principal !== undefined) return subscription
  return { ...subscription, call: { ...call, framework_info: { ...call.framework_info, principal } } }
}

const enter = (state: MasterState, { connection, call, principal }: Subscription, now: number): Effect[] => {
  const framework = newFramework({ ...call.framework_info, id: nextId(state) })
  framework.suppressedRoles = new Set(call.suppressed_roles)
  framework.offerConstraints = call.offer_constraints
  framework.registeredAt = now
  framework.principal = principal
  const connected = setConnection(state, framework, connection)
  state.frameworks.set(framework.id, framework)
  track(state, framework)
  return [
    info('a framework subscribed', { framework: framework.id, name: framework.info.name }),
    ...connected,
    ...showCounters(framework),
    ...greet(connection, framework.id, state.info),
    { kind: 'publish', event: { type: 'FRAMEWORK_ADDED', framework_added: { framework: frameworkView(framework) } } },
    ...frameworkAdded(state, framework),
  ]
}

/** After a failover a framework may be here before any agent that knows it. */
const comeBack = (state: MasterState, id: string, subscription: Subscription, now: number): Effect[] => {
  const recovered = state.frameworks.has(id) ? [] : recoverFramework(state, subscription.call.framework_info)
  return [...recovered, ...resubscribe(state, state.frameworks.get(id)!, subscription, now)]
}

/** One that no framework has or had. */
const nextId = ({ info, next, frameworks, completedFrameworks }: MasterState): FrameworkInfo['id'] => {
  let value: string
  do value = `${info.id}-${String(next.framework++).padStart(4, '0')}`
  while (frameworks.has(value) || completedFrameworks.has(value))
  return { value }
}
