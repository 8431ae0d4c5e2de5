import { type AgentState, agentState, type StandingJson } from '../cluster/agent-state.ts'
import type { Amounts } from '../cluster/cluster-status.ts'
import { type AttributesJson, nodeOf } from '../mesos/clients/agent-name.ts'
import type { LeaderOptions } from '../mesos/clients/leader.ts'
import { askLeader } from './calls.ts'
import { type Drain, listDrains } from './drains.ts'

export interface ClusterAgent {
  readonly id: string
  /** Empty where the leader does not know it: of an unreachable one that a C++ leader, or an earlier release of ours, has noted. */
  readonly hostname: string
  readonly node?: string
  /** `host:port`; empty as long as it is not registered. */
  readonly address: string
  readonly state: AgentState
  readonly version?: string
  readonly total?: Amounts
  readonly used?: Amounts
  /** That run or are about to. */
  readonly tasks?: number
}

interface SlaveJson extends StandingJson, AttributesJson {
  readonly id: string
  readonly hostname: string
  readonly pid: string
  readonly version: string
  readonly resources: Amounts
  readonly used_resources: Amounts
  readonly [count: `TASK_${string}`]: number
}

/** All that the leader knows of, by host name. */
export const listAgents = async (options: LeaderOptions): Promise<readonly ClusterAgent[]> => {
  const [summary, full, drains] = await Promise.all([
    askLeader('/state-summary', options) as Promise<{ readonly slaves: readonly SlaveJson[] }>,
    askLeader('/slaves', options) as Promise<{
      readonly recovered_slaves: readonly { id: string; hostname: string }[]
      /** Ours alone tells of them. */
      readonly unreachable_slaves?: readonly { id: string; hostname?: string }[]
    }>,
    listDrains(options),
  ])
  const registered = summary.slaves.map(toAgent)
  const recovering = full.recovered_slaves.map(({ id, hostname }) => ({
    id,
    hostname,
    address: '',
    state: 'recovering' as const,
  }))
  const away = full.unreachable_slaves ?? drains.filter(({ stands }) => stands === 'unreachable').map(ofDrain)
  const unreachable = away.map(({ id, hostname = '' }) => ({
    id,
    hostname,
    address: '',
    state: 'unreachable' as const,
  }))
  return [...registered, ...recovering, ...unreachable].sort((a, b) =>
    a.hostname === b.hostname ? compare(a.id, b.id) : compare(a.hostname, b.hostname),
  )
}

const ofDrain = ({ agent_id: id, hostname }: Drain) => ({ id, ...(hostname === undefined ? {} : { hostname }) })

const compare = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

const alive = ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const

const toAgent = (slave: SlaveJson): ClusterAgent => ({
  id: slave.id,
  hostname: slave.hostname,
  ...nodeOf(slave),
  address: slave.pid.replace(/^.*@/, ''),
  state: agentState(slave),
  version: slave.version,
  total: amounts(slave.resources),
  used: amounts(slave.used_resources),
  tasks: alive.reduce((sum, name) => sum + (slave[name] ?? 0), 0),
})

const amounts = ({ cpus, mem, disk }: Amounts): Amounts => ({ cpus, mem, disk })
