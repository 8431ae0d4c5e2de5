import { z } from 'zod'
import { isTerminal } from '../../mesos/messages/terminal.ts'

/** Agents and their tasks as a leader tells them. */
export interface ClusterView {
  readonly agents: readonly AgentView[]
  readonly tasks: readonly TaskView[]
  /** Agents that the leader has given up or has not heard of since it leads; where they were, as far as it says. */
  readonly away?: readonly AwayAgent[]
}

export interface AwayAgent {
  readonly id: string
  readonly hostname?: string
  readonly stands: 'unreachable' | 'recovered'
}

export interface AgentView {
  readonly id: string
  readonly hostname: string
  readonly active: boolean
  /** DRAINING or DRAINED; absent: it is not being drained. */
  readonly draining?: string
}

export interface TaskView {
  readonly id: string
  readonly framework: string
  readonly agent: string
  readonly state: string
}

const away = z.object({ id: z.string(), hostname: z.string().optional() })

const slaves = z.object({
  slaves: z.array(
    z.object({
      id: z.string(),
      hostname: z.string(),
      active: z.boolean(),
      drain_info: z.object({ state: z.string() }).optional(),
    }),
  ),
  recovered_slaves: z.array(away).optional(),
  unreachable_slaves: z.array(away).optional(),
})
const tasks = z.object({
  tasks: z.array(z.object({ id: z.string(), framework_id: z.string(), slave_id: z.string(), state: z.string() })),
})

/** Out of the answers to /slaves and /tasks; undefined when they are not in their form. */
export const readClusterView = (slavesBody: unknown, tasksBody: unknown): ClusterView | undefined => {
  const agents = slaves.safeParse(slavesBody)
  const all = tasks.safeParse(tasksBody)
  if (!agents.success || !all.success) return undefined
  return {
    agents: agents.data.slaves.map(({ id, hostname, active, drain_info }) => ({
      id,
      hostname,
      active,
      ...(drain_info === undefined ? {} : { draining: drain_info.state }),
    })),
    ...(awayIn(agents.data).length > 0 && { away: awayIn(agents.data) }),
    tasks: all.data.tasks.map(({ id, framework_id, slave_id, state }) => ({
      id,
      framework: framework_id,
      agent: slave_id,
      state,
    })),
  }
}

const awayIn = ({ recovered_slaves = [], unreachable_slaves = [] }: z.infer<typeof slaves>): readonly AwayAgent[] => [
  ...recovered_slaves.map(agent => awayAgent(agent, 'recovered')),
  ...unreachable_slaves.map(agent => awayAgent(agent, 'unreachable')),
]

const awayAgent = ({ id, hostname }: z.infer<typeof away>, stands: AwayAgent['stands']): AwayAgent => ({
  id,
  ...(hostname !== undefined && { hostname }),
  stands,
})

/** Ends that a task does not choose itself. */
const lost: ReadonlySet<string> = new Set([
  'TASK_LOST',
  'TASK_UNREACHABLE',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
  'TASK_DROPPED',
])

/** What is not yet, or not any more, as before: agents of these hosts that are not back, and tasks of theirs that were lost. */
export const notBack = (before: ClusterView, now: ClusterView, addresses: ReadonlySet<string>): readonly string[] => {
  const watched = before.agents.filter(({ hostname, active }) => active && addresses.has(hostname))
  const agents = new Map(now.agents.map(agent => [agent.id, agent]))
  const states = new Map(now.tasks.map(task => [keyOf(task), task.state]))
  const ids = new Set(watched.map(({ id }) => id))
  const away = watched
    .filter(({ id }) => !agents.get(id)?.active)
    .map(({ hostname }) => `the agent of ${hostname} is not back`)
  const gone = before.tasks
    .filter(({ agent, state }) => ids.has(agent) && !isTerminal(state))
    .filter(task => lost.has(states.get(keyOf(task)) ?? 'TASK_LOST'))
    .map(({ id }) => `the task ${id} was lost`)
  return [...away, ...gone]
}

const keyOf = ({ framework, id }: TaskView) => `${framework} ${id}`
