import { MantlError } from '../errors.ts'
import { findLeader, getJson, type LeaderOptions } from '../mesos/clients/leader.ts'

type Amounts = Readonly<Record<string, number>>

/** The leader's answer. Times are seconds since the epoch. */
export interface Explanation {
  readonly framework_id: string
  readonly name: string
  readonly connected: boolean
  readonly active: boolean
  /** After a change of the leader, with quota: offers wait for agents. */
  readonly waits_for_agents?: { readonly registered: number; readonly awaited: number }
  readonly roles: readonly RoleExplanation[]
}

export interface RoleExplanation {
  readonly role: string
  readonly subscribed: boolean
  readonly suppressed: boolean
  readonly weight: number
  readonly share: number
  readonly holds: Amounts
  readonly offers: { readonly outstanding: number; readonly made: number; readonly last?: number }
  readonly quota?: {
    readonly role: string
    readonly limits: Amounts
    readonly guarantees: Amounts
    readonly consumed: Amounts
  }
  readonly agents: number
  readonly reasons: readonly CountedReason[]
  /** Reason → how often an agent was looked at in vain since the leader knows the framework. */
  readonly passed_over: Amounts
}

/** Agents that one reason stands for. A newer leader may know reasons that this release does not. */
export interface CountedReason {
  readonly reason: string
  readonly agents: number
  /** The first refusal's end. */
  readonly until?: number
  /** Host names, a few. */
  readonly examples: readonly string[]
}

/** Throws `framework.not_explained` where the leader cannot tell: a C++ one, or one of an older release. */
export const explainFramework = async (id: string, options: LeaderOptions): Promise<Explanation> => {
  const leader = await findLeader(options)
  const path = `/frameworks/explain?${new URLSearchParams({ framework_id: id })}`
  const answer = (await getJson(leader, path, options.login)) as Partial<Explanation>
  if (answer.roles !== undefined) return answer as Explanation
  throw new MantlError('framework.not_explained', `the leader ${leader} cannot tell why`, {
    hint: 'only a leader of mantl, from this release on, counts what stands in the way of offers',
  })
}
