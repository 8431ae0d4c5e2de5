import { MantlError } from '../../errors.ts'
import { isTerminal } from '../../mesos/messages/terminal.ts'
import type { AgentView, ClusterView } from './cluster-view.ts'

/** `hostname` is empty where nobody knows it. */
export interface LeavingAgent extends AgentView {
  /** What the inventory calls its host, where that is known. */
  readonly called?: string
  /** Of them that have not ended; of one that was given up, those that were lost with it. */
  readonly tasks: number
  /** The leader does not hear of it any more, so that it cannot be drained. */
  readonly away?: 'unreachable' | 'recovered'
}

/**
 * Agents that the leader knows at these addresses, given up ones too, and those that are `named`. Throws `remove.agent` for a named one that is at
 * work elsewhere.
 */
export const leavingAgentsIn = (
  view: ClusterView,
  addresses: ReadonlySet<string>,
  named: readonly string[],
): readonly LeavingAgent[] => {
  const away = view.away ?? []
  const wanted = (id: string, hostname = '') => addresses.has(hostname) || named.includes(id)
  const known = new Set([...view.agents, ...away].map(({ id }) => id))
  for (const { id, hostname } of view.agents) if (wanted(id) && !addresses.has(hostname)) throw elsewhere(id, hostname)
  const tasksOf = (id: string, counts: (state: string) => boolean) =>
    view.tasks.filter(task => task.agent === id && counts(task.state)).length
  return [
    ...view.agents
      .filter(({ id, hostname }) => wanted(id, hostname))
      .map(agent => ({ ...agent, tasks: tasksOf(agent.id, state => !isTerminal(state)) })),
    ...[
      ...away,
      ...named.filter(id => !known.has(id)).map(id => ({ id, hostname: '', stands: 'unreachable' }) as const),
    ]
      .filter(({ id, hostname }) => wanted(id, hostname))
      .map(({ id, hostname = '', stands }) => ({
        ...{ id, hostname, active: false, away: stands },
        tasks: tasksOf(id, state => state === 'TASK_UNREACHABLE'),
      })),
  ]
}

const elsewhere = (id: string, hostname: string) =>
  new MantlError('remove.agent', `the agent ${id} is at work on ${hostname}, which stays`, {
    hint: '`mantl agents list` shows the ids',
  })

/** Ids of agents that the leader has given up, and nobody can tell where they were: it notes none, or an earlier release did not. */
export const strayAgentsIn = ({ agents, away = [], tasks }: ClusterView): readonly string[] => {
  const placed = new Set([...agents, ...away.filter(({ hostname }) => hostname !== undefined)].map(({ id }) => id))
  const lost = tasks.filter(({ state }) => state === 'TASK_UNREACHABLE').map(({ agent }) => agent)
  return [...new Set([...away.map(({ id }) => id), ...lost])].filter(id => !placed.has(id))
}
