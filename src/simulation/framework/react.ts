import type { Call } from '../../mesos/messages/scheduler.ts'
import type { Chance } from '../chance.ts'
import { answerInverseOffers, considerOffers, takeOffers } from './offers.ts'
import { onTick, reconcile } from './persistence.ts'
import type { SchedulerInput, SchedulerOutput, SchedulerState } from './state.ts'
import { takeStatus } from './updates.ts'

/** PURE, but for the state it is handed. What a good scheduler does. */
export const react = (state: SchedulerState, input: SchedulerInput, now: number, chance: Chance): SchedulerOutput[] => {
  switch (input.kind) {
    case 'started':
      return [{ kind: 'after', ms: chance.between(500, 2_500), next: { kind: 'tick' } }]
    case 'leader':
      return follow(state, input.address, chance)
    case 'reconnect':
      return state.phase === 'waiting' ? connect(state, now) : []
    case 'stream':
      state.streamId = input.streamId
      return []
    case 'disconnected':
      return disconnected(state, chance)
    case 'event':
      state.lastHeard = now
      return hear(state, input.event, now, chance)
    case 'consider':
      return considerOffers(state, input.offerIds, now, chance)
    case 'tick':
      return [...silence(state, now, chance), ...onTick(state, now, chance)]
  }
}

const follow = (state: SchedulerState, address: string | undefined, chance: Chance): SchedulerOutput[] => {
  if (address === state.leader) return []
  state.leader = address
  return [{ kind: 'hang-up' }, ...disconnected(state, chance)]
}

const disconnected = (state: SchedulerState, chance: Chance): SchedulerOutput[] => {
  state.phase = 'waiting'
  state.streamId = undefined
  state.offers.clear()
  if (state.leader === undefined) return []
  return [{ kind: 'after', ms: chance.between(100, 2_000), next: { kind: 'reconnect' } }]
}

const connect = (state: SchedulerState, now: number): SchedulerOutput[] => {
  if (state.leader === undefined) return []
  state.phase = 'connecting'
  state.lastHeard = now
  const { profile } = state
  const id = state.id === undefined ? {} : { id: { value: state.id } }
  const call: Call = {
    type: 'SUBSCRIBE',
    ...(state.id !== undefined && { framework_id: { value: state.id } }),
    subscribe: {
      framework_info: {
        user: 'root',
        name: profile.name,
        ...id,
        roles: [...profile.roles],
        capabilities: [...profile.capabilities],
        checkpoint: profile.checkpoint,
        failover_timeout: profile.failoverTimeout,
      },
    },
  }
  return [{ kind: 'connect', address: state.leader, call }]
}

const PATIENCE = 45_000

/** Three heartbeats missed: the connection is dead, whatever it looks like. */
const silence = (state: SchedulerState, now: number, chance: Chance): SchedulerOutput[] => {
  if (state.phase === 'waiting' || now - state.lastHeard < PATIENCE) return []
  return [{ kind: 'hang-up' }, ...disconnected(state, chance)]
}

const hear = (
  state: SchedulerState,
  event: Extract<SchedulerInput, { kind: 'event' }>['event'],
  now: number,
  chance: Chance,
): SchedulerOutput[] => {
  switch (event.type) {
    case 'SUBSCRIBED':
      state.phase = 'subscribed'
      state.id = event.subscribed!.framework_id.value
      state.suppressed = false
      return reconcile(state, now)
    case 'OFFERS':
      return takeOffers(state, event.offers?.offers ?? [], chance)
    case 'INVERSE_OFFERS':
      return answerInverseOffers(state, event.inverse_offers?.inverse_offers ?? [], chance)
    case 'RESCIND':
      state.offers.delete(event.rescind!.offer_id.value)
      return []
    case 'UPDATE':
      return takeStatus(state, event.update!.status, now)
    case 'ERROR':
      return refused(state, event.error?.message ?? '', chance)
    default:
      return []
  }
}

/** Once removed, it begins anew: what ran under its old id is over. */
const refused = (state: SchedulerState, message: string, chance: Chance): SchedulerOutput[] => {
  if (message.includes('removed') && state.id !== undefined) {
    state.removed.push(state.id)
    state.id = undefined
    for (const task of state.tasks.values()) task.over = true
  }
  return [{ kind: 'hang-up' }, ...disconnected(state, chance)]
}
