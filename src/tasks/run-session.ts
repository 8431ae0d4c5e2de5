import { leaderAcknowledges } from '../mesos/leader-acknowledges.ts'
import type { CommandInfo } from '../mesos/messages/command.ts'
import type { ContainerInfo } from '../mesos/messages/container.ts'
import type { FrameworkInfo } from '../mesos/messages/framework.ts'
import type { Offer } from '../mesos/messages/offer.ts'
import type { Resource } from '../mesos/messages/resource.ts'
import type { Call, Event } from '../mesos/messages/scheduler.ts'
import type { TaskInfo, TaskState, TaskStatus } from '../mesos/messages/task.ts'
import { isTerminal } from '../mesos/messages/terminal.ts'
import { exitCodeOf } from './exit-code.ts'
import { frameworkName, type RunRequest, seconds } from './run-request.ts'

/** One framework's life, from its subscription to the end of its last task. */
export interface RunSession {
  readonly request: RunRequest
  frameworkId?: string
  readonly tasks: Map<string, RunTask>
  killing: boolean
}

export interface RunTask {
  readonly id: string
  state: TaskState | 'waiting'
  /** `host:port` of the follower that has it. */
  agent?: string
  agentId?: string
  message?: string
  exitCode?: number
}

export type RunAction =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'state'; readonly task: RunTask; readonly status: TaskStatus }
  /** Its output can be read from now on. */
  | { readonly kind: 'launched'; readonly task: RunTask }
  | { readonly kind: 'waiting'; readonly why: string }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'finished' }

/** `suffix`: what makes the tasks' ids unique. */
export const createSession = (request: RunRequest, suffix: string): RunSession => {
  const id = (index: number) =>
    request.count === 1 ? `${request.name}.${suffix}` : `${request.name}-${index + 1}.${suffix}`
  const tasks = Array.from({ length: request.count }, (_, index): RunTask => ({ id: id(index), state: 'waiting' }))
  return { request, tasks: new Map(tasks.map(task => [task.id, task])), killing: false }
}

export const subscribeCall = ({ request, frameworkId }: RunSession): Call => {
  const info: FrameworkInfo = {
    user: request.user,
    name: frameworkName,
    roles: [request.role],
    checkpoint: true,
    failover_timeout: request.detach ? seconds.week : seconds.patience,
    ...(request.detach ? { labels: { labels: [leaderAcknowledges] } } : {}),
    capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }, { type: 'TASK_KILLING_STATE' }],
  }
  if (frameworkId === undefined) return { type: 'SUBSCRIBE', subscribe: { framework_info: info } }
  const id = { value: frameworkId }
  return { type: 'SUBSCRIBE', framework_id: id, subscribe: { framework_info: { ...info, id } } }
}

export const onEvent = (session: RunSession, event: Event): readonly RunAction[] => {
  switch (event.type) {
    case 'SUBSCRIBED':
      return subscribed(session, event.subscribed?.framework_id.value ?? '')
    case 'OFFERS':
      return answerOffers(session, event.offers?.offers ?? [])
    case 'UPDATE':
      return event.update === undefined ? [] : onStatus(session, event.update.status)
    case 'ERROR':
      return [{ kind: 'error', message: event.error?.message ?? 'the leader refused the subscription' }]
    default:
      return []
  }
}

/** After a leader changed, it is asked for what happened meanwhile, and told again what is to be killed. */
const subscribed = (session: RunSession, frameworkId: string): readonly RunAction[] => {
  const again = session.frameworkId !== undefined
  session.frameworkId = frameworkId
  if (!again) return []
  const tasks = underWay(session).map(whichTask)
  if (tasks.length === 0) return []
  const reconcile = toCall(session, { type: 'RECONCILE', reconcile: { tasks } })
  return session.killing ? [reconcile, ...killCalls(session)] : [reconcile]
}

const underWay = ({ tasks }: RunSession) =>
  [...tasks.values()].filter(({ state }) => !isOver(state) && state !== 'waiting')

const whichTask = ({ id, agentId }: RunTask) => ({
  task_id: { value: id },
  ...(agentId === undefined ? {} : { agent_id: { value: agentId } }),
})

/** Nobody offered anything for a while. */
export const onSilence = (session: RunSession): readonly RunAction[] =>
  [...session.tasks.values()].some(({ state }) => state === 'waiting')
    ? [
        {
          kind: 'waiting',
          why: 'the leader offers nothing: `mantl status` shows the followers and what they have left',
        },
      ]
    : []

const answerOffers = (session: RunSession, offers: readonly Offer[]): readonly RunAction[] => {
  const actions = offers.flatMap(offer => answerOffer(session, offer))
  const waiting = [...session.tasks.values()].filter(({ state }) => state === 'waiting')
  if (waiting.length === 0) actions.push(toCall(session, { type: 'SUPPRESS' }))
  else if (actions.some(({ kind }) => kind === 'launched'))
    actions.push({ kind: 'waiting', why: `${waiting.length} of ${session.tasks.size} tasks wait for room` })
  else actions.push({ kind: 'waiting', why: tooSmall(session, offers) })
  return actions
}

const tooSmall = ({ request }: RunSession, offers: readonly Offer[]) => {
  const largest = (name: string) => Math.max(0, ...offers.map(offer => amount(offer.resources ?? [], name)))
  return `no offer is large enough for cpus ${request.cpus} and mem ${request.mem}: the largest has cpus ${largest('cpus')}, mem ${largest('mem')}`
}

const amount = (resources: readonly Resource[], name: string) =>
  resources.filter(resource => resource.name === name).reduce((sum, { scalar }) => sum + (scalar?.value ?? 0), 0)

const answerOffer = (session: RunSession, offer: Offer): RunAction[] => {
  const launched: RunTask[] = []
  const infos: TaskInfo[] = []
  let left = offer.resources ?? []
  for (const task of session.tasks.values()) {
    if (task.state !== 'waiting' || session.killing) continue
    const taken = takeResources(left, { cpus: session.request.cpus, mem: session.request.mem })
    if (taken === undefined) break
    left = taken.left
    place(task, offer)
    launched.push(task)
    infos.push(taskInfo(session.request, task, offer, taken.resources))
  }
  const offer_ids = [offer.id]
  if (infos.length === 0) return [toCall(session, { type: 'DECLINE', decline: { offer_ids } })]
  const accept = { offer_ids, operations: [{ type: 'LAUNCH' as const, launch: { task_infos: infos } }] }
  return [toCall(session, { type: 'ACCEPT', accept }), ...launched.map(task => ({ kind: 'launched' as const, task }))]
}

const place = (task: RunTask, offer: Offer): void => {
  const address = offer.url?.address
  task.state = 'TASK_STAGING'
  task.agent = `${address?.ip ?? address?.hostname ?? offer.hostname}:${address?.port ?? 5051}`
  task.agentId = offer.agent_id.value
}

const taskInfo = (request: RunRequest, task: RunTask, offer: Offer, resources: Resource[]): TaskInfo => ({
  name: request.name,
  task_id: { value: task.id },
  agent_id: offer.agent_id,
  resources,
  command: {
    ...commandOf(request.command),
    ...(Object.keys(request.env).length === 0
      ? {}
      : { environment: { variables: Object.entries(request.env).map(([name, value]) => ({ name, value })) } }),
    ...(request.uris.length === 0 ? {} : { uris: request.uris.map(value => ({ value })) }),
  },
  ...(request.image === undefined ? {} : { container: containerOf(request.image) }),
  ...(request.health ? { health_check: request.health } : {}),
})

const commandOf = (command: RunRequest['command']): CommandInfo => {
  if (typeof command === 'string') return { shell: true, value: command }
  return command.length === 0 ? { shell: false } : { shell: false, value: command[0]!, arguments: [...command] }
}

const containerOf = (name: string): ContainerInfo => ({
  type: 'MESOS',
  mesos: { image: { type: 'DOCKER', docker: { name } } },
})

/** So much of each scalar, out of the pieces as they were offered; undefined when that is not there. */
export const takeResources = (
  offered: readonly Resource[],
  wanted: Readonly<Record<string, number>>,
): { readonly resources: Resource[]; readonly left: Resource[] } | undefined => {
  const missing = new Map(Object.entries(wanted))
  const resources: Resource[] = []
  const left: Resource[] = []
  for (const piece of offered) {
    const need = missing.get(piece.name) ?? 0
    const has = piece.scalar?.value ?? 0
    const taken = Math.min(need, has)
    if (taken > 0) resources.push({ ...piece, scalar: { value: taken } })
    if (taken < has || piece.scalar === undefined)
      left.push(taken > 0 ? { ...piece, scalar: { value: thousandths(has - taken) } } : piece)
    missing.set(piece.name, thousandths(need - taken))
  }
  return Object.keys(wanted).some(name => (missing.get(name) ?? 0) > 0) ? undefined : { resources, left }
}

const thousandths = (value: number) => Math.round(value * 1000) / 1000

const onStatus = (session: RunSession, status: TaskStatus): readonly RunAction[] => {
  const task = session.tasks.get(status.task_id.value)
  const actions: RunAction[] = []
  if (status.uuid !== undefined && status.agent_id !== undefined) {
    const acknowledge = { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid }
    actions.push(toCall(session, { type: 'ACKNOWLEDGE', acknowledge }))
  }
  if (task === undefined || isOver(task.state) || isToldAgain(status)) return actions
  task.state = status.state
  if (status.message !== undefined) task.message = status.message
  if (isOver(status.state)) task.exitCode = exitCodeOf(status)
  actions.push({ kind: 'state', task, status })
  if ([...session.tasks.values()].every(({ state }) => isOver(state))) actions.push({ kind: 'finished' })
  return actions
}

/**
 * A new leader's answer about a task that has ended knows no more than that. As we have not acknowledged the end, the follower's own
 * word on it, with the exit status, is still to come.
 */
const isToldAgain = ({ state, reason, uuid }: TaskStatus): boolean =>
  reason === 'REASON_RECONCILIATION' && uuid === undefined && endsOfItsOwn.has(state)

const endsOfItsOwn: ReadonlySet<string> = new Set(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED'])

/** Ends what runs; what never started is given up. */
export const killAll = (session: RunSession): readonly RunAction[] => {
  session.killing = true
  for (const task of session.tasks.values()) if (task.state === 'waiting') giveUp(task)
  const calls = killCalls(session)
  return calls.length === 0 ? [{ kind: 'finished' }] : calls
}

const giveUp = (task: RunTask): void => {
  task.state = 'TASK_KILLED'
  task.message = 'never started'
  task.exitCode = 143
}

/** A leader that does not know of a task yet, as after its own restart, drops the kill: said again until the follower acts on it. */
export const killAgain = (session: RunSession): readonly RunAction[] =>
  session.killing ? killCalls(session, ({ state }) => state !== 'TASK_KILLING') : []

const killCalls = (session: RunSession, which: (task: RunTask) => boolean = () => true): RunAction[] =>
  underWay(session)
    .filter(which)
    .map(task => toCall(session, { type: 'KILL', kill: whichTask(task) }))

const toCall = ({ frameworkId }: RunSession, call: Call): RunAction => ({
  kind: 'call',
  call: { ...call, framework_id: { value: frameworkId ?? '' } },
})

/** Nothing more will be heard: the state is terminal, or nobody knows of the task (a leader's answer to reconciliation). */
export const isOver = (state: string): boolean => isTerminal(state) || state === 'TASK_UNKNOWN'
