import type { InverseOffer, Offer, OfferOperation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { ExecutorInfo, TaskInfo } from '../../mesos/messages/task.ts'
import { EXECUTOR_COMMAND } from '../agent/executor.ts'
import { commandOf } from '../agent/machine.ts'
import type { Chance } from '../chance.ts'
import { callFor } from './calls.ts'
import { amountOf, keptOf, partOf, plainDisk, plainOf, reserve, reservedFor, unreserve } from './reservations.ts'
import { activeTasks, knownTask, type SchedulerOutput, type SchedulerState } from './state.ts'
import { volumeFor, volumeOperations } from './volumes.ts'

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
    return [answer(state, offer, now, chance)]
  })

const REFUSALS = [0, 2, 5, 20, 60, 60]

/** What is reserved for it comes first, and is given back when it is of no use any more. */
const answer = (state: SchedulerState, offer: Offer, now: number, chance: Chance): SchedulerOutput => {
  const { role = '*' } = offer.allocation_info ?? {}
  const { resources = [] } = offer
  const kept = keptOf(resources)
  const plain = plainOf(resources)
  if (state.profile.pods && amountOf(plainDisk(resources), 'disk') < 1) return decline(state, offer, chance)
  const onVolumes = volumeOperations(state, offer, chance)
  if (onVolumes.length > 0) return accept(state, offer, onVolumes, chance)
  const onKept = roomIn(state, kept)
  if (onKept > 0)
    return accept(state, offer, [launch(state, offer, kept, newTasks(state, offer, onKept, kept, now, chance))], chance)
  const onPlain = roomIn(state, plain)
  if (onPlain > 0 && state.profile.stateful && role !== '*' && !state.settling) {
    const part = reservedFor(role, amountsFor(state, onPlain, plain))
    const operations = [reserve(part), launch(state, offer, part, newTasks(state, offer, onPlain, part, now, chance))]
    return accept(state, offer, operations, chance)
  }
  if (onPlain > 0)
    return accept(
      state,
      offer,
      [launch(state, offer, plain, newTasks(state, offer, onPlain, plain, now, chance))],
      chance,
    )
  return kept.length > 0 ? accept(state, offer, [unreserve(kept)], chance) : decline(state, offer, chance)
}

const decline = (state: SchedulerState, { id }: Offer, chance: Chance): SchedulerOutput =>
  callFor(state, { type: 'DECLINE', decline: { offer_ids: [id], filters: { refuse_seconds: chance.pick(REFUSALS) } } })

const accept = (state: SchedulerState, offer: Offer, operations: OfferOperation[], chance: Chance): SchedulerOutput =>
  callFor(state, {
    type: 'ACCEPT',
    accept: { offer_ids: [offer.id], operations, filters: { refuse_seconds: chance.pick(REFUSALS) } },
  })

const launch = (state: SchedulerState, offer: Offer, from: readonly Resource[], tasks: TaskInfo[]): OfferOperation =>
  state.profile.pods
    ? { type: 'LAUNCH_GROUP', launch_group: { executor: podFor(state, offer, from), task_group: { tasks } } }
    : { type: 'LAUNCH', launch: { task_infos: tasks } }

/** How many tasks it would launch on these. */
const roomIn = (state: SchedulerState, resources: readonly Resource[]): number => {
  const { most, cpus, mem } = state.profile
  const active = activeTasks(state).length
  const executor = state.profile.executors || state.profile.pods ? EXECUTOR : NOTHING
  const fits = (name: 'cpus' | 'mem', each: number) =>
    Math.floor((amountOf(resources, name) - executor[name]) / each + 1e-6)
  return Math.max(
    Math.min(most - active, state.wanted - state.succeeded - active, fits('cpus', cpus), fits('mem', mem)),
    0,
  )
}

/** What an executor needs for itself, set aside whether it runs already or not. */
const EXECUTOR = { cpus: 0.1, mem: 32 }
const NOTHING = { cpus: 0, mem: 0 }

/** What so many tasks need. */
const amountsFor = (
  { profile: { cpus, mem } }: SchedulerState,
  count: number,
  from: readonly Resource[],
): Resource[] => [partOf(from, 'cpus', count * cpus), partOf(from, 'mem', count * mem)]

/** ms a task runs when all is to come to its end. */
const SHORT = 500

/** Its books are written before the call goes out. */
const newTasks = (
  state: SchedulerState,
  offer: Offer,
  count: number,
  from: readonly Resource[],
  now: number,
  chance: Chance,
): TaskInfo[] => {
  const volume = volumeFor(state, offer.resources ?? [])
  return Array.from({ length: count }, (_, index) =>
    newTask(state, offer, [...from, ...(index === 0 ? volume : [])], now, chance),
  )
}

const newTask = (
  state: SchedulerState,
  offer: Offer,
  from: readonly Resource[],
  now: number,
  chance: Chance,
): TaskInfo => {
  const { profile } = state
  const id = `${profile.name}-T${state.launched++}`
  const endless = !state.settling && chance.happens(profile.endless)
  state.tasks.set(id, knownTask(id, offer.agent_id.value, endless, now))
  const command = commandOf({
    ...(!endless && { duration: state.settling ? SHORT : chance.between(...profile.duration) }),
    exit: chance.happens(profile.failing) ? 1 : 0,
    reaction: chance.pick([1, 10, 500, 2_500, 10_000]),
    id,
  })
  return {
    name: id,
    task_id: { value: id },
    agent_id: offer.agent_id,
    ...(profile.executors
      ? { executor: executorFor(state, offer, from), data: new TextEncoder().encode(command).toBase64() }
      : { command: { value: command } }),
    resources: [
      partOf(from, 'cpus', profile.cpus),
      partOf(from, 'mem', profile.mem),
      ...from.filter(({ disk }) => disk?.persistence),
    ],
  }
}

/** One a role and agent: its resources are of the role that it was first offered. */
const executorFor = (state: SchedulerState, offer: Offer, from: readonly Resource[]): ExecutorInfo => ({
  ...executorOn(state, offer, from),
  type: 'CUSTOM',
  command: { value: EXECUTOR_COMMAND },
})

/** A pod needs some disk, too. */
const podFor = (state: SchedulerState, offer: Offer, from: readonly Resource[]): ExecutorInfo => {
  const executor = executorOn(state, offer, from)
  const disk = partOf(plainDisk(offer.resources ?? []), 'disk', 1)
  return { ...executor, type: 'DEFAULT', resources: [...(executor.resources ?? []), disk] }
}

const executorOn = (
  state: SchedulerState,
  { agent_id, allocation_info }: Offer,
  from: readonly Resource[],
): ExecutorInfo => ({
  executor_id: { value: `${state.profile.name}-E ${allocation_info?.role} ${agent_id.value}`.replaceAll('/', '.') },
  framework_id: { value: state.id ?? '' },
  resources: [partOf(from, 'cpus', EXECUTOR.cpus), partOf(from, 'mem', EXECUTOR.mem)],
})
