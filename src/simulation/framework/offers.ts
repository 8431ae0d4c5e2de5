import type { InverseOffer, Offer } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { TaskInfo } from '../../mesos/messages/task.ts'
import { commandOf } from '../agent/machine.ts'
import type { Chance } from '../chance.ts'
import { callFor } from './calls.ts'
import { activeTasks, type SchedulerOutput, type SchedulerState } from './state.ts'

/** Offers are thought about for a while; meanwhile they may be rescinded. */
export const takeOffers = (state: SchedulerState, offers: readonly Offer[], chance: Chance): SchedulerOutput[] => {
  for (const offer of offers) state.offers.set(offer.id.value, offer)
  const offerIds = offers.map(({ id }) => id.value)
  return [{ kind: 'after', ms: chance.below(state.profile.thinking + 1), next: { kind: 'consider', offerIds } }]
}

/** Whoever agrees that an agent goes out of service goes on as before: its tasks are killed by somebody else. */
export const answerInverseOffers = (
  state: SchedulerState,
  offers: readonly InverseOffer[],
  chance: Chance,
): SchedulerOutput[] => {
  const inverse_offer_ids = offers.map(({ id }) => id)
  const filters = { refuse_seconds: chance.pick(REFUSALS) }
  return chance.happens(0.5)
    ? [callFor(state, { type: 'ACCEPT_INVERSE_OFFERS', accept_inverse_offers: { inverse_offer_ids, filters } })]
    : [callFor(state, { type: 'DECLINE_INVERSE_OFFERS', decline_inverse_offers: { inverse_offer_ids, filters } })]
}

/** Launches what it still wants as far as each offer goes, declines the others. */
export const considerOffers = (
  state: SchedulerState,
  offerIds: readonly string[],
  now: number,
  chance: Chance,
): SchedulerOutput[] =>
  offerIds.flatMap(id => {
    const offer = state.offers.get(id)
    if (offer === undefined || state.phase !== 'subscribed') return []
    state.offers.delete(id)
    const tasks = tasksFor(state, offer, now, chance)
    return [tasks.length > 0 ? accept(state, offer, tasks, chance) : decline(state, offer, chance)]
  })

/** ms a task runs when all is to come to its end. */
const SHORT = 500
const REFUSALS = [0, 2, 5, 20, 60, 60]

const decline = (state: SchedulerState, { id }: Offer, chance: Chance): SchedulerOutput =>
  callFor(state, { type: 'DECLINE', decline: { offer_ids: [id], filters: { refuse_seconds: chance.pick(REFUSALS) } } })

const accept = (state: SchedulerState, offer: Offer, tasks: TaskInfo[], chance: Chance): SchedulerOutput =>
  callFor(state, {
    type: 'ACCEPT',
    accept: {
      offer_ids: [offer.id],
      operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
      filters: { refuse_seconds: chance.pick(REFUSALS) },
    },
  })

/** Its books are written before the call goes out. */
const tasksFor = (state: SchedulerState, offer: Offer, now: number, chance: Chance): TaskInfo[] => {
  const { profile } = state
  const active = activeTasks(state).length
  const room = Math.min(
    profile.most - active,
    state.wanted - state.succeeded - active,
    Math.floor(amount(offer, 'cpus') / profile.cpus + 1e-6),
    Math.floor(amount(offer, 'mem') / profile.mem + 1e-6),
  )
  return Array.from({ length: Math.max(room, 0) }, () => newTask(state, offer, now, chance))
}

const newTask = (state: SchedulerState, offer: Offer, now: number, chance: Chance): TaskInfo => {
  const { profile } = state
  const id = `${profile.name}-T${state.launched++}`
  const endless = !state.settling && chance.happens(profile.endless)
  state.tasks.set(id, {
    id,
    agentId: offer.agent_id.value,
    endless,
    launchedAt: now,
    state: 'TASK_STAGING',
    seen: new Set(),
    over: false,
    killing: false,
    killedAt: 0,
    heardAt: now,
  })
  const command = commandOf({
    ...(!endless && { duration: state.settling ? SHORT : chance.between(...profile.duration) }),
    exit: chance.happens(profile.failing) ? 1 : 0,
    reaction: chance.pick([1, 10, 500, 2_500, 10_000]),
  })
  return {
    name: id,
    task_id: { value: id },
    agent_id: offer.agent_id,
    command: { value: command },
    resources: [part(offer, 'cpus', profile.cpus), part(offer, 'mem', profile.mem)],
  }
}

const plain = (resource: Resource, name: string) =>
  resource.name === name && !resource.disk && !resource.revocable && (resource.reservations?.length ?? 0) === 0

const amount = ({ resources = [] }: Offer, name: string): number =>
  resources.find(resource => plain(resource, name))?.scalar?.value ?? 0

const part = ({ resources = [] }: Offer, name: string, value: number): Resource => ({
  ...resources.find(resource => plain(resource, name))!,
  scalar: { value },
})
