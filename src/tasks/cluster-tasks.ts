import { MantlError } from '../errors.ts'
import { type AttributesJson, nodeOf } from '../mesos/clients/agent-name.ts'
import { findLeader, getJson, type LeaderOptions } from '../mesos/clients/leader.ts'
import { subscribe } from '../mesos/clients/scheduler.ts'
import { leaderAcknowledges } from '../mesos/leader-acknowledges.ts'
import type { ContainerID } from '../mesos/messages/ids.ts'
import { isTerminal } from '../mesos/messages/terminal.ts'
import { frameworkName, seconds } from './run-request.ts'

/** A task as the leader's /state tells it. */
export interface ClusterTask {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly frameworkId: string
  readonly frameworkName: string
  readonly frameworkUser: string
  readonly roles: readonly string[]
  readonly executorId: string
  /** `host:port` of its follower. */
  readonly agent: string
  readonly agentId: string
  readonly hostname: string
  readonly node?: string
  readonly resources: { readonly cpus: number; readonly mem: number }
  /** Seconds since the epoch, of its newest status. */
  readonly since?: number
  /** As its follower has told. */
  readonly containerId?: ContainerID
  /** It was launched with a terminal. */
  readonly terminal: boolean
}

interface StateJson {
  readonly slaves: readonly SlaveJson[]
  readonly frameworks: readonly FrameworkJson[]
  readonly completed_frameworks: readonly FrameworkJson[]
}

interface SlaveJson extends AttributesJson {
  readonly id: string
  readonly hostname: string
  readonly pid: string
}

interface FrameworkJson {
  readonly id: string
  readonly name: string
  readonly user: string
  readonly roles?: readonly string[]
  readonly role?: string
  readonly tasks: readonly TaskJson[]
  readonly completed_tasks: readonly TaskJson[]
}

interface TaskJson {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly slave_id: string
  readonly executor_id: string
  readonly resources: { cpus: number; mem: number }
  readonly statuses: readonly { state: string; timestamp: number; container_status?: { container_id?: ContainerID } }[]
  readonly container?: { readonly tty_info?: object }
}

/** Running tasks, and with `ended` those whose end the leader still remembers, the newest last. */
export const listTasks = async (options: LeaderOptions, { ended = false } = {}): Promise<readonly ClusterTask[]> => {
  const state = (await getJson(await findLeader(options), '/state', options.login)) as StateJson
  const agents = new Map(state.slaves.map(slave => [slave.id, slave]))
  const frameworks = ended ? [...state.frameworks, ...state.completed_frameworks] : state.frameworks
  const tasks = frameworks.flatMap(framework =>
    [...framework.tasks, ...(ended ? framework.completed_tasks : [])].map(task => toTask(framework, task, agents)),
  )
  // a task that ended stays among the others until its framework acknowledged that
  return tasks
    .filter(({ state: taskState }) => ended || !isTerminal(taskState))
    .sort((a, b) => (a.since ?? 0) - (b.since ?? 0))
}

const toTask = (framework: FrameworkJson, task: TaskJson, agents: ReadonlyMap<string, SlaveJson>): ClusterTask => {
  const agent = agents.get(task.slave_id)
  const since = task.statuses.at(-1)?.timestamp
  const containerId = task.statuses.findLast(status => status.container_status?.container_id)?.container_status
    ?.container_id
  return {
    id: task.id,
    name: task.name,
    state: task.state,
    frameworkId: framework.id,
    frameworkName: framework.name,
    frameworkUser: framework.user,
    roles: framework.roles ?? [framework.role ?? '*'],
    executorId: task.executor_id === '' ? task.id : task.executor_id,
    agent: agent?.pid.replace(/^.*@/, '') ?? '',
    agentId: task.slave_id,
    hostname: agent?.hostname ?? '',
    ...(agent && nodeOf(agent)),
    resources: { cpus: task.resources.cpus, mem: task.resources.mem },
    ...(since === undefined ? {} : { since }),
    ...(containerId ? { containerId } : {}),
    terminal: task.container?.tty_info !== undefined,
  }
}

/** By whole id, else by the start of exactly one id or by exactly one name. Throws `task.unknown`, `task.ambiguous`. */
export const findTask = (tasks: readonly ClusterTask[], wanted: string): ClusterTask => {
  const exact = tasks.find(({ id }) => id === wanted)
  if (exact) return exact
  const matches = tasks.filter(({ id, name }) => id.startsWith(wanted) || name === wanted)
  const running = matches.filter(({ state }) => !isTerminal(state))
  const one = running.length === 1 ? running[0] : matches.length === 1 ? matches[0] : undefined
  if (one) return one
  if (matches.length === 0)
    throw new MantlError('task.unknown', `there is no task ${wanted}`, { hint: '`mantl tasks list --all` shows all' })
  throw new MantlError('task.ambiguous', `${wanted} may be any of ${someOf(matches)}`, {
    hint: 'say the whole id, or so much of it that it is the only one',
  })
}

const someOf = (tasks: readonly ClusterTask[]) => {
  const ids = tasks.slice(-10).map(({ id }) => id)
  return `${ids.join(', ')}${tasks.length > ids.length ? ` and ${tasks.length - ids.length} more` : ''}`
}

/** Whether the task is over. A leader that does not answer says nothing about it: false. */
export const hasEnded = async ({ id, frameworkId }: ClusterTask, options: LeaderOptions): Promise<boolean> => {
  const query = new URLSearchParams({ framework_id: frameworkId, task_id: id })
  try {
    const { tasks } = (await getJson(await findLeader(options), `/tasks?${query}`, options.login)) as {
      tasks: readonly { state: string }[]
    }
    return tasks.every(({ state }) => isTerminal(state))
  } catch {
    return false
  }
}

/**
 * Kills a task that a `mantl run` started, by speaking for its framework, which goes with its last task. `siblings`: how many
 * others of the framework run. Throws `task.not_ours` for any other's.
 */
export const killTask = async (task: ClusterTask, siblings: number, options: LeaderOptions): Promise<string> => {
  if (task.frameworkName !== frameworkName) {
    throw new MantlError(
      'task.not_ours',
      `${task.id} belongs to the framework ${task.frameworkName}, which would start it anew`,
      {
        hint: 'kill it with the tool of that framework',
      },
    )
  }
  const leader = await findLeader(options)
  const id = { value: task.frameworkId }
  const failover_timeout = siblings > 0 ? seconds.week : 0
  const framework_info = {
    id,
    user: task.frameworkUser,
    name: frameworkName,
    roles: [...task.roles],
    checkpoint: true,
    failover_timeout,
    labels: { labels: [leaderAcknowledges] },
    capabilities,
  }
  const subscription = await subscribe(
    leader,
    { type: 'SUBSCRIBE', framework_id: id, subscribe: { framework_info } },
    options.login,
  )
  try {
    return await killAndWait(subscription, task)
  } finally {
    subscription.close()
  }
}

const capabilities = [
  { type: 'MULTI_ROLE' as const },
  { type: 'PARTITION_AWARE' as const },
  { type: 'TASK_KILLING_STATE' as const },
]

const killAndWait = async (subscription: Awaited<ReturnType<typeof subscribe>>, task: ClusterTask): Promise<string> => {
  const framework_id = { value: task.frameworkId }
  for await (const { type, update, error } of subscription.events) {
    if (type === 'ERROR') throw new MantlError('task.not_killed', error?.message ?? 'the leader refused')
    if (type === 'SUBSCRIBED') {
      await subscription.call({
        type: 'KILL',
        framework_id,
        kill: { task_id: { value: task.id }, agent_id: { value: task.agentId } },
      })
    }
    const status = update?.status
    if (status?.task_id.value !== task.id) continue
    if (status.uuid !== undefined && status.agent_id !== undefined) {
      const acknowledge = { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid }
      await subscription.call({ type: 'ACKNOWLEDGE', framework_id, acknowledge })
    }
    if (isTerminal(status.state)) return status.state
  }
  throw new MantlError('task.not_killed', `the leader went away before ${task.id} ended`, { retryable: true })
}
