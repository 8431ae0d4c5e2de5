import type { Offer } from '../../src/mesos/messages/offer.ts'
import type { Resource } from '../../src/mesos/messages/resource.ts'
import type { Call, Event } from '../../src/mesos/messages/scheduler.ts'
import type { TaskState, TaskStatus } from '../../src/mesos/messages/task.ts'

/** PURE. A framework of the scheduler API that starts one task on each agent that it is offered, as long as it has work. */
export interface FrameworkState {
  readonly name: string
  id?: string
  /** Tasks still to launch. */
  work: number
  readonly need: Need
  /** Seconds that the next task takes. */
  readonly nextLength: () => number
  launched: number
  /** Task id → what it was heard to be last; ended ones are left out. */
  readonly tasks: Map<string, TaskState | 'launched'>
  readonly counts: Counts
  /** What the master refused, and tasks that ended otherwise than they should. */
  readonly complaints: string[]
}

export interface Need {
  readonly cpus: number
  readonly mem: number
}

export interface Counts {
  running: number
  finished: number
  acknowledged: number
  offers: number
  rescinded: number
}

export const newFramework = (name: string, work: number, need: Need, nextLength: () => number): FrameworkState => ({
  name,
  work,
  need,
  nextLength,
  launched: 0,
  tasks: new Map(),
  counts: { running: 0, finished: 0, acknowledged: 0, offers: 0, rescinded: 0 },
  complaints: [],
})

export const subscribeCall = ({ name, id }: FrameworkState): Call => {
  const framework_id = id === undefined ? undefined : { value: id }
  const framework_info = {
    user: 'root',
    name,
    roles: ['*'],
    failover_timeout: 3600,
    checkpoint: true,
    capabilities: [{ type: 'MULTI_ROLE' as const }, { type: 'RESERVATION_REFINEMENT' as const }],
    ...(framework_id && { id: framework_id }),
  }
  return { type: 'SUBSCRIBE', ...(framework_id && { framework_id }), subscribe: { framework_info } }
}

/** The calls that follow from an event. */
export const stepFramework = (state: FrameworkState, event: Event): Call[] => {
  switch (event.type) {
    case 'SUBSCRIBED':
      state.id = event.subscribed!.framework_id.value
      return []
    case 'OFFERS':
      return onOffers(state, event.offers?.offers ?? [])
    case 'RESCIND':
      state.counts.rescinded += 1
      return []
    case 'UPDATE':
      return onStatus(state, event.update!.status)
    case 'ERROR':
      state.complaints.push(event.error!.message)
      return []
    default:
      return []
  }
}

const LONG = 3600

const onOffers = (state: FrameworkState, offers: readonly Offer[]): Call[] => {
  state.counts.offers += offers.length
  const calls: Call[] = []
  const refused: Offer[] = []
  for (const offer of offers) {
    if (state.work > 0 && fits(state.need, offer)) calls.push(accept(state, offer))
    else refused.push(offer)
  }
  if (refused.length > 0) calls.push(decline(state, refused))
  return calls
}

const fits = ({ cpus, mem }: Need, { resources = [] }: Offer): boolean =>
  amount(resources, 'cpus') >= cpus && amount(resources, 'mem') >= mem

const amount = (resources: readonly Resource[], name: string): number => {
  let sum = 0
  for (const resource of resources) if (resource.name === name) sum += resource.scalar?.value ?? 0
  return sum
}

const accept = (state: FrameworkState, { id, agent_id }: Offer): Call => {
  state.work -= 1
  const task_id = { value: `${state.name}.${++state.launched}` }
  state.tasks.set(task_id.value, 'launched')
  const task = {
    name: task_id.value,
    task_id,
    agent_id,
    resources: [scalar('cpus', state.need.cpus), scalar('mem', state.need.mem)],
    command: { value: `sleep ${state.nextLength().toFixed(3)}` },
  }
  const operations = [{ type: 'LAUNCH' as const, launch: { task_infos: [task] } }]
  return { type: 'ACCEPT', framework_id: own(state), accept: { offer_ids: [id], operations, filters: {} } }
}

const decline = (state: FrameworkState, offers: readonly Offer[]): Call => ({
  type: 'DECLINE',
  framework_id: own(state),
  decline: { offer_ids: offers.map(({ id }) => id), filters: state.work > 0 ? {} : { refuse_seconds: LONG } },
})

const scalar = (name: string, value: number): Resource => ({ name, type: 'SCALAR', scalar: { value } })

const own = ({ id }: FrameworkState) => ({ value: id! })

const onStatus = (state: FrameworkState, { task_id, agent_id, state: reached, uuid, message }: TaskStatus): Call[] => {
  const before = state.tasks.get(task_id.value)
  if (before !== undefined && before !== reached) note(state, task_id.value, reached, message)
  if (uuid === undefined || agent_id === undefined) return []
  state.counts.acknowledged += 1
  return [{ type: 'ACKNOWLEDGE', framework_id: own(state), acknowledge: { agent_id, task_id, uuid } }]
}

const note = (state: FrameworkState, taskId: string, reached: TaskState, message: string | undefined): void => {
  state.tasks.set(taskId, reached)
  if (reached === 'TASK_RUNNING') state.counts.running += 1
  else if (reached === 'TASK_FINISHED') state.counts.finished += 1
  else if (!intermediate.has(reached)) state.complaints.push(`task ${taskId} became ${reached}: ${message ?? ''}`)
  if (!intermediate.has(reached) && reached !== 'TASK_RUNNING') state.tasks.delete(taskId)
}

const intermediate: ReadonlySet<TaskState> = new Set<TaskState>(['TASK_STAGING', 'TASK_STARTING', 'TASK_KILLING'])
