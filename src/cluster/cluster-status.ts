import { type AttributesJson, agentName, nodeOf } from '../mesos/clients/agent-name.ts'
import { findLeader, getJson, type LeaderOptions, reasonOf } from '../mesos/clients/leader.ts'
import { isTerminal } from '../mesos/messages/terminal.ts'
import { type AgentState, agentState, type StandingJson } from './agent-state.ts'

export interface ClusterStatus {
  readonly cluster: string
  readonly leader: string
  readonly leaders: readonly {
    readonly address: string
    readonly role: 'leading' | 'standby' | 'unreachable'
    readonly reason?: string
  }[]
  readonly followers: readonly FollowerStatus[]
  readonly frameworks: number
  readonly tasks: readonly { readonly id: string; readonly state: string; readonly hostname: string }[]
}

export interface FollowerStatus {
  readonly id: string
  readonly hostname: string
  readonly node?: string
  readonly address: string
  readonly active: boolean
  readonly state: AgentState
  readonly total: Amounts
  readonly used: Amounts
  readonly tasks: number
}

export type Amounts = { readonly cpus: number; readonly mem: number; readonly disk: number }

interface StateJson {
  readonly cluster?: string
  readonly slaves: readonly SlaveJson[]
  readonly frameworks: readonly { tasks: readonly { id: string; state: string; slave_id: string }[] }[]
}

interface SlaveJson extends StandingJson, AttributesJson {
  readonly id: string
  readonly hostname: string
  readonly pid: string
  readonly resources: Amounts
  readonly used_resources: Amounts
}

/** Asks the leading one for its state and every candidate whether it is up. */
export const clusterStatus = async (options: LeaderOptions): Promise<ClusterStatus> => {
  const leader = await findLeader(options)
  const [state, leaders] = await Promise.all([
    getJson(leader, '/state', options.login) as Promise<StateJson>,
    Promise.all([...new Set([leader, ...options.candidates])].map(leaderStatus)),
  ])
  const hostnames = new Map(state.slaves.map(({ id, hostname }) => [id, hostname]))
  // a task that ended stays among the others until its framework acknowledged that
  const tasks = state.frameworks.flatMap(({ tasks: all }) => all).filter(task => !isTerminal(task.state))
  const perAgent = Map.groupBy(tasks, ({ slave_id }) => slave_id)
  return {
    cluster: state.cluster ?? '',
    leader,
    leaders: mergeAliases(leaders),
    followers: state.slaves.toSorted(byName).map(slave => ({
      id: slave.id,
      hostname: slave.hostname,
      ...nodeOf(slave),
      address: slave.pid.replace(/^.*@/, ''),
      active: slave.active,
      state: agentState(slave),
      total: amounts(slave.resources),
      used: amounts(slave.used_resources),
      tasks: perAgent.get(slave.id)?.length ?? 0,
    })),
    frameworks: state.frameworks.length,
    tasks: tasks.map(({ id, state: taskState, slave_id }) => ({
      id,
      state: taskState,
      hostname: hostnames.get(slave_id) ?? '',
    })),
  }
}

/** Numbers in names count as numbers. */
const byName = (a: SlaveJson, b: SlaveJson): number =>
  agentName({ ...a, ...nodeOf(a) }).localeCompare(agentName({ ...b, ...nodeOf(b) }), 'en', { numeric: true })

const amounts = ({ cpus, mem, disk }: Amounts): Amounts => ({ cpus, mem, disk })

interface LeaderAnswer {
  readonly address: string
  readonly role: 'leading' | 'standby' | 'unreachable'
  readonly reason?: string
}

/** A leader says itself whether it is the elected one. */
const leaderStatus = async (address: string): Promise<LeaderAnswer> => {
  try {
    const metrics = (await getJson(address, '/metrics/snapshot')) as { readonly 'master/elected'?: number }
    return { address, role: metrics['master/elected'] === 1 ? 'leading' : 'standby' }
  } catch (cause) {
    return { address, role: 'unreachable', reason: reasonOf(cause) }
  }
}

/** The leader goes by the name it announces and by the address that the inventory has: one line is enough. */
const mergeAliases = (answers: readonly LeaderAnswer[]): ClusterStatus['leaders'] => {
  const leading = answers.filter(({ role }) => role === 'leading')
  return [...leading.slice(0, 1), ...answers.filter(({ role }) => role !== 'leading')].map(
    ({ address, role, reason }) => ({
      address,
      role,
      ...(reason === undefined ? {} : { reason }),
    }),
  )
}
