import type { Quantities } from '../../../mesos/resources/quantities.ts'
import { filteredUntil } from './filters.ts'
import { freeOf } from './holdings.ts'
import { poolFor } from './rest.ts'
import type { AgentState, AllocatorState, Client } from './state.ts'
import { toQuantities } from './vector.ts'
import { AGENT_TOO_OLD, CONSTRAINTS, FILTER, GPUS, OFFERED, REGION, type Verdict, verdicts } from './verdicts.ts'
import { look } from './visit.ts'

/** Why the framework has no (other) offer of an agent in a role. `its-turn`: it will, unless somebody before it takes it. */
export type Reason = Exclude<Verdict, 'offered'> | 'inactive' | 'not-whitelisted' | 'nothing-free' | 'its-turn'

export interface AgentReason {
  readonly agentId: string
  readonly reason: Reason
  /** filter: when it ends (ms). */
  readonly until?: number
}

/** What would be said of each agent if it were looked at for the framework now, by the very questions that a cycle asks. */
export function* explainRole(
  state: AllocatorState,
  frameworkId: string,
  role: string,
  now: number,
): Generator<AgentReason> {
  const client = state.frameworks.get(frameworkId)?.clients.get(role)
  if (!client) return
  for (const agent of state.agents.values()) yield { agentId: agent.id, ...reasonFor(state, agent, client, now) }
}

/** Those that it subscribed to, and those that it holds something in. */
export const rolesKnown = (state: AllocatorState, frameworkId: string): string[] => [
  ...(state.frameworks.get(frameworkId)?.clients.keys() ?? []),
]

/** Agents that the offer constraints of the framework keep from the role, whatever is free there. */
export const excludedAgents = (state: AllocatorState, frameworkId: string, role: string): string[] => {
  const constraint = state.frameworks.get(frameworkId)?.clients.get(role)?.constraint
  return constraint ? [...state.agents.values()].filter(({ place }) => !constraint(place)).map(({ id }) => id) : []
}

/** What happened to a framework in a role since this leader knows it. */
export interface RoleHistory {
  /** How often an agent's resources were given to it, and when last (ms). */
  readonly given: number
  readonly lastGiven?: number
  /** How often an agent was looked at for it in vain. What nobody was asked about, as nothing changed, does not count anew. */
  readonly passedOver: Readonly<Partial<Record<Verdict, number>>>
  /** Its part of the cluster, by which its turn is found: 0 to 1 for a weight of 1. */
  readonly share: number
  readonly holds: Quantities
}

export const roleHistory = (state: AllocatorState, frameworkId: string, role: string): RoleHistory | undefined => {
  const client = state.frameworks.get(frameworkId)?.clients.get(role)
  if (!client) return undefined
  const passed = verdicts.map((verdict, i) => [verdict, client.verdicts[i]!] as const)
  return {
    given: client.verdicts[OFFERED]!,
    lastGiven: client.grantedAt,
    passedOver: Object.fromEntries(passed.filter(([, count], i) => i !== OFFERED && count > 0)),
    share: client.share,
    holds: toQuantities(state.names, client.used),
  }
}

/** Of these nothing changes when something becomes free. */
const lasting: ReadonlySet<number> = new Set([AGENT_TOO_OLD, GPUS, REGION, CONSTRAINTS])

const reasonFor = (s: AllocatorState, agent: AgentState, client: Client, now: number): Omit<AgentReason, 'agentId'> => {
  if (!agent.active) return { reason: 'inactive' }
  if (s.whitelist && !s.whitelist.has(agent.place.hostname)) return { reason: 'not-whitelisted' }
  const rest = freeOf(agent)
  const { verdict } = look(s, agent, rest, client, now)
  if (rest.resources.length === 0 && !lasting.has(verdict)) return { reason: 'nothing-free' }
  if (verdict === OFFERED) return { reason: 'its-turn' }
  const until = verdict === FILTER ? filteredUntil(agent, client, poolFor(rest, client).resources) : undefined
  return { reason: verdicts[verdict] as Exclude<Verdict, 'offered'>, ...(until !== undefined && { until }) }
}
