import { findLeader, getJson, type LeaderOptions } from '../mesos/clients/leader.ts'

/** active: gets offers · inactive: connected, and wants none · disconnected: may come back · recovered: known from its tasks alone. */
export type FrameworkStanding = 'active' | 'inactive' | 'disconnected' | 'recovered'

export interface ClusterFramework {
  readonly id: string
  readonly name: string
  readonly state: FrameworkStanding
  /** That run or are about to. */
  readonly tasks: number
  readonly used: { readonly cpus: number; readonly mem: number }
  /** In offers that it has not answered. */
  readonly offered: { readonly cpus: number; readonly mem: number }
}

interface SummaryJson {
  readonly frameworks: readonly FrameworkJson[]
}

interface FrameworkJson {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly connected: boolean
  readonly recovered: boolean
  readonly used_resources: { readonly cpus: number; readonly mem: number }
  readonly offered_resources: { readonly cpus: number; readonly mem: number }
  readonly [count: `TASK_${string}`]: number
}

/** Those that the leader knows, by name. */
export const listFrameworks = async (options: LeaderOptions): Promise<readonly ClusterFramework[]> => {
  const { frameworks } = (await getJson(await findLeader(options), '/state-summary', options.login)) as SummaryJson
  return frameworks.map(toFramework).sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
}

const compare = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

const alive = ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const

const toFramework = (framework: FrameworkJson): ClusterFramework => ({
  id: framework.id,
  name: framework.name,
  state: standingOf(framework),
  tasks: alive.reduce((sum, state) => sum + (framework[state] ?? 0), 0),
  used: amounts(framework.used_resources),
  offered: amounts(framework.offered_resources),
})

const standingOf = ({ active, connected, recovered }: FrameworkJson): FrameworkStanding => {
  if (active) return 'active'
  if (recovered) return 'recovered'
  return connected ? 'inactive' : 'disconnected'
}

const amounts = ({ cpus, mem }: { cpus: number; mem: number }) => ({ cpus, mem })
