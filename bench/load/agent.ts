import type { AgentInfo } from '../../src/mesos/messages/agent-info.ts'
import type { FrameworkInfo } from '../../src/mesos/messages/framework.ts'
import type { Task, TaskInfo, TaskState } from '../../src/mesos/messages/task.ts'

/** PURE. An agent as a master sees one: it registers, answers pings, runs `sleep SECONDS` by letting time pass, and tells how tasks are. */
export interface AgentState {
  readonly pid: string
  /** Without its id. */
  readonly info: AgentInfo
  readonly settings: AgentSettings
  phase: 'idle' | 'registering' | 'registered' | 'stopped'
  /** `master@ip:port` */
  master: string
  id?: string
  attempts: number
  /** `framework id/task id` → task */
  readonly tasks: Map<string, EmulatedTask>
  readonly frameworks: Map<string, FrameworkInfo>
  /** Updates so far; each has a uuid of its own. */
  updates: number
  retrying: boolean
}

/** ms. Registration waits for up to `backoff` × 2^n, a minute at most; an update is said again after `retry`. */
export interface AgentSettings {
  readonly backoff: number
  readonly retry: number
}

interface EmulatedTask {
  readonly info: Pick<TaskInfo, 'name' | 'task_id' | 'resources'>
  readonly frameworkId: string
  /** What it is by now; the master may have heard of less. */
  state: TaskState
  /** Said, not acknowledged. */
  said?: { readonly state: TaskState; readonly uuid: string; readonly at: number }
  /** To say next. */
  readonly next: TaskState[]
}

export type AgentEvent =
  /** A master leads, or the connection to it broke: the agent (re-)registers. */
  | { readonly kind: 'leader'; readonly master: string }
  /** `name` without `mesos.internal.` */
  | { readonly kind: 'message'; readonly from: string; readonly name: string; readonly body: any }
  | { readonly kind: 'due'; readonly timer: AgentTimer }

export type AgentTimer =
  | { readonly what: 'register'; readonly attempt: number }
  | { readonly what: 'end'; readonly key: string }
  | { readonly what: 'retry' }

export type AgentAction =
  | { readonly kind: 'send'; readonly to: string; readonly name: string; readonly body: object }
  | { readonly kind: 'timer'; readonly after: number; readonly timer: AgentTimer }

export const defaultSettings: AgentSettings = { backoff: 1000, retry: 10_000 }

export const newAgent = (pid: string, info: AgentInfo, settings = defaultSettings): AgentState => ({
  pid,
  info,
  settings,
  phase: 'idle',
  master: '',
  attempts: 0,
  tasks: new Map(),
  frameworks: new Map(),
  updates: 0,
  retrying: false,
})

/** `random`: from 0 to below 1. */
export const stepAgent = (state: AgentState, event: AgentEvent, now: number, random: () => number): AgentAction[] => {
  if (state.phase === 'stopped') return []
  switch (event.kind) {
    case 'leader':
      state.master = event.master
      return startRegistering(state, random)
    case 'message':
      return messages[event.name]?.(state, event.body, { from: event.from, now, random }) ?? []
    case 'due':
      return due(state, event.timer, now, random)
  }
}

const VERSION = '1.11.0'
const LONGEST_BACKOFF = 60_000
const capabilities = ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'] as const
const agent_capabilities = capabilities.map(type => ({ type }))

const startRegistering = (state: AgentState, random: () => number): AgentAction[] => {
  state.phase = 'registering'
  state.attempts = 0
  return [attemptLater(state, state.settings.backoff * random())]
}

const attemptLater = (state: AgentState, after: number): AgentAction => ({
  kind: 'timer',
  after,
  timer: { what: 'register', attempt: state.attempts },
})

const due = (state: AgentState, timer: AgentTimer, now: number, random: () => number): AgentAction[] => {
  if (timer.what === 'end') return becomes(state, timer.key, 'TASK_FINISHED', now)
  if (timer.what === 'retry') return sayAgain(state, now)
  if (state.phase !== 'registering' || timer.attempt !== state.attempts) return []
  state.attempts += 1
  const longest = Math.min(Math.max(state.settings.backoff, 1000) * 2 ** state.attempts, LONGEST_BACKOFF)
  return [registration(state), attemptLater(state, longest * (1 + random()) * 0.5)]
}

const registration = (state: AgentState): AgentAction => {
  const common = { version: VERSION, agent_capabilities, resource_version_uuid: { value: NO_UUID } }
  if (state.id === undefined) return send(state, 'RegisterSlaveMessage', { agent: state.info, ...common })
  return send(state, 'ReregisterSlaveMessage', {
    agent: { ...state.info, id: { value: state.id } },
    tasks: [...state.tasks.values()].map(task => toTask(state, task)),
    frameworks: [...state.frameworks.values()],
    ...common,
  })
}

const toTask = (state: AgentState, { info, frameworkId, state: reached, said }: EmulatedTask): Task => ({
  name: info.name,
  task_id: info.task_id,
  framework_id: { value: frameworkId },
  agent_id: { value: state.id! },
  state: reached,
  resources: info.resources,
  ...(said && { status_update_state: said.state, status_update_uuid: said.uuid }),
})

interface Circumstances {
  readonly from: string
  readonly now: number
  readonly random: () => number
}

type OnMessage = (state: AgentState, body: any, circumstances: Circumstances) => AgentAction[]

const registered: OnMessage = (state, { agent_id, reconciliations = [] }, { now }) => {
  if (state.phase !== 'registering') return []
  state.phase = 'registered'
  state.id = agent_id.value
  const lost = reconciliations.flatMap(({ framework_id, statuses = [] }: any) =>
    statuses
      // one that was launched after this registration had been written is here by now, and not lost
      .filter(({ task_id }: any) => !state.tasks.has(`${framework_id.value}/${task_id.value}`))
      .map(({ task_id, state: fate }: any) =>
        report(state, framework_id.value, task_id.value, fate, nextUuid(state), now),
      ),
  )
  return [
    send(state, 'UpdateSlaveMessage', { agent_id, resource_version_uuid: { value: NO_UUID } }),
    ...lost,
    ...[...state.tasks.values()].flatMap(task => (task.said ? [reportSaid(state, task, now)] : [])),
  ]
}

const messages: Readonly<Record<string, OnMessage>> = {
  SlaveRegisteredMessage: registered,
  SlaveReregisteredMessage: registered,
  PingSlaveMessage: (state, { connected }, { from, random }) => {
    const pong: AgentAction = { kind: 'send', to: from, name: 'PongSlaveMessage', body: {} }
    return connected || state.phase !== 'registered' ? [pong] : [pong, ...startRegistering(state, random)]
  },
  RunTaskMessage: (state, { framework, task }, { now }) => launch(state, framework, [task], now),
  RunTaskGroupMessage: (state, { framework, task_group }, { now }) =>
    launch(state, framework, task_group.tasks ?? [], now),
  KillTaskMessage: (state, { framework_id, task_id }, { now }) =>
    becomes(state, `${framework_id.value}/${task_id.value}`, 'TASK_KILLED', now),
  StatusUpdateAcknowledgementMessage: (state, { framework_id, task_id, uuid }, { now }) =>
    acknowledged(state, `${framework_id.value}/${task_id.value}`, uuid, now),
  ShutdownFrameworkMessage: (state, { framework_id }) => {
    for (const [key, task] of state.tasks) if (task.frameworkId === framework_id.value) state.tasks.delete(key)
    state.frameworks.delete(framework_id.value)
    return []
  },
  ShutdownMessage: state => {
    state.phase = 'stopped'
    state.tasks.clear()
    return []
  },
}

const launch = (state: AgentState, framework: FrameworkInfo, infos: readonly TaskInfo[], now: number): AgentAction[] =>
  infos.flatMap(info => {
    const frameworkId = framework.id!.value
    const key = `${frameworkId}/${info.task_id.value}`
    if (state.tasks.has(key)) return []
    if (!state.frameworks.has(frameworkId)) state.frameworks.set(frameworkId, framework)
    const { name, task_id, resources } = info
    state.tasks.set(key, { info: { name, task_id, resources }, frameworkId, state: 'TASK_STAGING', next: [] })
    const end: AgentAction = { kind: 'timer', after: durationOf(info), timer: { what: 'end', key } }
    return [...becomes(state, key, 'TASK_RUNNING', now), end]
  })

/** ms, out of `sleep 31.5`. */
const durationOf = ({ command }: TaskInfo): number =>
  1000 * Number(/^sleep (\d+(\.\d+)?)$/.exec(command?.value ?? '')?.[1] ?? 0)

const terminal: ReadonlySet<TaskState> = new Set<TaskState>(['TASK_FINISHED', 'TASK_KILLED', 'TASK_DROPPED'])

/** One update of a task is out at a time; the next one follows its acknowledgement. */
const becomes = (state: AgentState, key: string, reached: TaskState, now: number): AgentAction[] => {
  const task = state.tasks.get(key)
  if (task === undefined || terminal.has(task.state)) return []
  task.state = reached
  task.next.push(reached)
  return task.said ? [] : sayNext(state, task, now)
}

const acknowledged = (state: AgentState, key: string, uuid: string, now: number): AgentAction[] => {
  const task = state.tasks.get(key)
  if (task?.said?.uuid !== uuid) return []
  const over = terminal.has(task.said.state)
  task.said = undefined
  if (!over) return sayNext(state, task, now)
  state.tasks.delete(key)
  if (state.tasks.size === 0) state.frameworks.clear()
  return []
}

const sayNext = (state: AgentState, task: EmulatedTask, now: number): AgentAction[] => {
  const next = task.next.shift()
  if (next === undefined) return []
  task.said = { state: next, uuid: nextUuid(state), at: now }
  const said = reportSaid(state, task, now)
  if (state.retrying) return [said]
  state.retrying = true
  return [said, { kind: 'timer', after: state.settings.retry, timer: { what: 'retry' } }]
}

const sayAgain = (state: AgentState, now: number): AgentAction[] => {
  state.retrying = false
  const waiting = [...state.tasks.values()].filter(({ said }) => said !== undefined)
  if (waiting.length === 0) return []
  state.retrying = true
  const late = waiting.filter(({ said }) => said!.at + state.settings.retry <= now && state.phase === 'registered')
  return [
    ...late.map(task => reportSaid(state, task, now)),
    { kind: 'timer', after: state.settings.retry, timer: { what: 'retry' } },
  ]
}

const reportSaid = (state: AgentState, task: EmulatedTask, now: number): AgentAction =>
  report(state, task.frameworkId, task.info.task_id.value, task.said!.state, task.said!.uuid, now, task.state)

const report = (
  state: AgentState,
  frameworkId: string,
  taskId: string,
  reached: TaskState,
  uuid: string,
  now: number,
  latest = reached,
): AgentAction => {
  const agent_id = { value: state.id! }
  const executor_id = { value: taskId }
  const timestamp = now / 1000
  const status = {
    task_id: { value: taskId },
    state: reached,
    source: 'SOURCE_EXECUTOR',
    agent_id,
    executor_id,
    timestamp,
    uuid,
    container_status: { network_infos: [{ ip_addresses: [{ protocol: 'IPv4', ip_address: addressOf(state) }] }] },
  }
  const framework_id = { value: frameworkId }
  return send(state, 'StatusUpdateMessage', {
    update: { framework_id, executor_id, agent_id, status, timestamp, uuid, latest_state: latest },
    pid: state.pid,
  })
}

const addressOf = ({ pid }: AgentState): string => pid.slice(pid.indexOf('@') + 1, pid.lastIndexOf(':'))

const send = (state: AgentState, name: string, body: object): AgentAction => ({
  kind: 'send',
  to: state.master,
  name,
  body,
})

const NO_UUID = Buffer.alloc(16).toString('base64')

/** Sixteen bytes that no other update of this agent has. */
const nextUuid = (state: AgentState): string => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(++state.updates, 12)
  return bytes.toString('base64')
}
