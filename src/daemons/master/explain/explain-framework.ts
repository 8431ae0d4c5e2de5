import type { Quantities } from '../../../mesos/resources/quantities.ts'
import { topLevelRole } from '../../../mesos/roles.ts'
import { explainRole, quotaConsumption, type RoleHistory, roleHistory, rolesKnown } from '../allocator/allocator.ts'
import type { Framework, MasterState } from '../state.ts'
import { type Why, whyOf } from './agent-reason.ts'

/** Why a framework has the offers that it has, and no others. Times are seconds since the epoch. */
export interface Explanation {
  readonly framework_id: string
  readonly name: string
  readonly connected: boolean
  readonly active: boolean
  /** After a failover with quota: offers wait until so many agents are registered. */
  readonly waits_for_agents?: { readonly registered: number; readonly awaited: number }
  readonly roles: readonly RoleExplanation[]
}

export interface RoleExplanation {
  readonly role: string
  /** False: it left the role and still holds something in it. */
  readonly subscribed: boolean
  readonly suppressed: boolean
  readonly weight: number
  readonly share: number
  readonly holds: Quantities
  readonly offers: { readonly outstanding: number; readonly made: number; readonly last?: number }
  readonly quota?: {
    readonly role: string
    readonly limits: Quantities
    readonly guarantees: Quantities
    readonly consumed: Quantities
  }
  /** Agents by what stands between them and an offer now, the most common first. */
  readonly agents: number
  readonly reasons: readonly Counted[]
  readonly passed_over: RoleHistory['passedOver']
}

export interface Counted {
  readonly reason: Why
  readonly agents: number
  /** The first that ends, of refusals. */
  readonly until?: number
  readonly examples: readonly string[]
}

/** Agents looked at between two yields: about a ms. */
const SLICE = 1000
const MOST_EXAMPLES = 5

/** Yields where others may have their turn. */
export function* explainFramework(
  state: MasterState,
  framework: Framework,
  now: number,
): Generator<undefined, Explanation> {
  const roles: RoleExplanation[] = []
  for (const role of rolesOf(state, framework)) roles.push(yield* explainOne(state, framework, role, now))
  const { awaited } = state.allocation
  return {
    framework_id: framework.id,
    name: framework.info.name,
    connected: framework.connected,
    active: framework.active,
    ...(awaited !== undefined && { waits_for_agents: { registered: state.agents.registered.size, awaited } }),
    roles,
  }
}

/** Those subscribed to first. */
const rolesOf = (state: MasterState, { id, roles }: Framework): string[] => [
  ...new Set([...roles, ...rolesKnown(state.allocator, id)]),
]

function* explainOne(
  state: MasterState,
  framework: Framework,
  role: string,
  now: number,
): Generator<undefined, RoleExplanation> {
  const { reasons, agents } = yield* countReasons(state, framework, role, now)
  const history = roleHistory(state.allocator, framework.id, role)
  const { given: made = 0, lastGiven, share = 0, holds = {}, passedOver = {} } = history ?? {}
  return {
    role,
    subscribed: framework.roles.includes(role),
    suppressed: framework.suppressedRoles.has(role),
    weight: state.weights.get(role) ?? 1,
    share,
    holds,
    offers: {
      outstanding: [...framework.offers].filter(id => state.offers.get(id)?.allocation_info?.role === role).length,
      made,
      ...(lastGiven !== undefined && { last: lastGiven / 1000 }),
    },
    ...quotaOf(state, role),
    agents,
    reasons,
    passed_over: passedOver,
  }
}

function* countReasons(state: MasterState, framework: Framework, role: string, now: number) {
  const counts = new Map<Why, { agents: number; until?: number; examples: string[] }>()
  let agents = 0
  for (const one of explainRole(state.allocator, framework.id, role, now)) {
    const why = whyOf(state, framework.id, one)
    let counted = counts.get(why)
    if (!counted) counts.set(why, (counted = { agents: 0, examples: [] }))
    counted.agents++
    if (counted.examples.length < MOST_EXAMPLES) counted.examples.push(nameOf(state, one.agentId))
    if (one.until !== undefined) counted.until = Math.min(counted.until ?? one.until / 1000, one.until / 1000)
    if (++agents % SLICE === 0) yield undefined
  }
  const reasons = [...counts].map(([reason, counted]): Counted => ({ reason, ...counted }))
  return { agents, reasons: reasons.sort((a, b) => b.agents - a.agents) }
}

const nameOf = ({ agents }: MasterState, agentId: string): string =>
  agents.registered.get(agentId)?.info.hostname ?? agentId

const quotaOf = (state: MasterState, role: string): Pick<RoleExplanation, 'quota'> => {
  const top = topLevelRole(role)
  const quota = state.quotas.get(top)
  if (!quota) return {}
  const { guarantees, limits } = quota
  return {
    quota: {
      role: top,
      limits: plain(limits),
      guarantees: plain(guarantees),
      consumed: quotaConsumption(state.allocator, top),
    },
  }
}

const plain = (quantities: Record<string, { value: number }> = {}): Quantities =>
  Object.fromEntries(Object.entries(quantities).map(([name, { value }]) => [name, value]))
