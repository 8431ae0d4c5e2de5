import { frameworkUpdate } from '../agents/frameworks.ts'
import { frameworkActivity, frameworkAdded, frameworkUpdated } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import type { EventOf } from '../events.ts'
import { agentsOf } from '../frameworks/agents.ts'
import { changeInfo } from '../frameworks/change-info.ts'
import { dropConnection } from '../frameworks/connection.ts'
import { HEARTBEAT_SECONDS, heartbeat } from '../frameworks/heartbeat.ts'
import { newFramework } from '../frameworks/new.ts'
import { refusedSubscription } from '../frameworks/refused.ts'
import { track } from '../frameworks/roles.ts'
import { info } from '../log.ts'
import { takeOffers } from '../offers/withdraw.ts'
import type { Framework, MasterState } from '../state.ts'
import { frameworkView } from '../views/framework.ts'
import type { Transition } from './transition.ts'

type Subscribe = EventOf<'subscribe'>

/** The stream is open already: a refusal is an ERROR event in it. Who subscribes with a known id takes its place. */
export const subscribe: Transition<'subscribe'> = (state, event, now) => {
  const why = refusedSubscription(state, event)
  if (why !== undefined) return refuse(event.streamId, why)
  const id = event.call.framework_info.id?.value
  const known = state.frameworks.get(id ?? '')
  return known ? resubscribe(state, known, event, now) : enter(state, event, now)
}

const refuse = (streamId: string, message: string): Effect[] => [
  info('a subscription is refused', { why: message }),
  { kind: 'stream', streamId, event: { type: 'ERROR', error: { message } } },
  { kind: 'close-stream', streamId },
]

const enter = (state: MasterState, event: Subscribe, now: number): Effect[] => {
  const { framework_info, suppressed_roles = [], offer_constraints } = event.call
  const framework = newFramework({ ...framework_info, id: framework_info.id ?? nextId(state) })
  framework.suppressedRoles = new Set(suppressed_roles)
  framework.offerConstraints = offer_constraints
  framework.registeredAt = now
  connect(state, framework, event)
  state.frameworks.set(framework.id, framework)
  track(state, framework)
  return [
    info('a framework subscribed', { framework: framework.id, name: framework.info.name }),
    ...greet(state, framework, event.streamId),
    { kind: 'publish', event: { type: 'FRAMEWORK_ADDED', framework_added: { framework: frameworkView(framework) } } },
    ...frameworkAdded(state, framework),
  ]
}

const resubscribe = (state: MasterState, framework: Framework, event: Subscribe, now: number): Effect[] => {
  const displaced = displace(state, framework)
  const { framework_info, suppressed_roles = [], offer_constraints } = event.call
  const changes = changeInfo(state, framework, framework_info, suppressed_roles, offer_constraints)
  if (framework.recovered) framework.registeredAt = now
  else framework.reregisteredAt = now
  framework.recovered = false
  connect(state, framework, event)
  return [
    info('a framework subscribed again', { framework: framework.id, name: framework.info.name }),
    ...displaced,
    { kind: 'cancel-timer', id: `failover ${framework.id}` },
    ...changes,
    ...greet(state, framework, event.streamId),
    ...takeOffers(state, framework.offers), // the new scheduler has never heard of them
    ...agentsOf(state, framework)
      .filter(agent => agent.connected)
      .map(agent => frameworkUpdate(agent, framework)),
    {
      kind: 'publish',
      event: { type: 'FRAMEWORK_UPDATED', framework_updated: { framework: frameworkView(framework) } },
    },
    ...frameworkUpdated(state, framework),
    ...frameworkActivity(state, framework),
  ]
}

const displace = (state: MasterState, framework: Framework): Effect[] => {
  const { connection } = framework
  dropConnection(state, framework)
  return connection?.kind === 'http' ? refuse(connection.streamId, 'Framework failed over').slice(1) : []
}

const connect = (state: MasterState, framework: Framework, { streamId, principal }: Subscribe): void => {
  state.streams.set(streamId, framework.id)
  framework.connection = { kind: 'http', streamId }
  framework.principal = principal
  framework.connected = true
  framework.active = true
}

const greet = (state: MasterState, framework: Framework, streamId: string): Effect[] => [
  {
    kind: 'stream',
    streamId,
    event: {
      type: 'SUBSCRIBED',
      subscribed: {
        framework_id: { value: framework.id },
        heartbeat_interval_seconds: HEARTBEAT_SECONDS,
        master_info: state.info,
      },
    },
  },
  ...heartbeat(framework.id, streamId),
]

/** One that no framework has or had. */
const nextId = ({ info, next, frameworks, completedFrameworks }: MasterState) => {
  let value: string
  do value = `${info.id}-${String(next.framework++).padStart(4, '0')}`
  while (frameworks.has(value) || completedFrameworks.has(value))
  return { value }
}
