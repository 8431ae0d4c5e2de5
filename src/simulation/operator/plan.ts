import type { Chance } from '../chance.ts'
import type { Names } from '../faults/plan.ts'
import type { Profile } from '../framework/state.ts'

/** What an operator does, once. Agents and frameworks by their index. */
export type Operation =
  | {
      readonly at: number
      readonly kind: 'mark-gone' | 'cancel-drain' | 'deactivate' | 'reactivate'
      readonly agent: number
    }
  | {
      readonly at: number
      readonly kind: 'drain'
      readonly agent: number
      readonly markGone: boolean
      readonly grace?: number
    }
  | { readonly at: number; readonly kind: 'teardown'; readonly framework: number }
  | {
      readonly at: number
      readonly kind: 'quota'
      readonly role: string
      readonly cpus: number
      readonly guaranteed: boolean
      readonly force: boolean
    }
  | { readonly at: number; readonly kind: 'weight'; readonly role: string; readonly weight: number }
  | {
      readonly at: number
      readonly kind: 'reserve'
      readonly agent: number
      readonly role: string
      readonly cpus: number
    }
  /** Made at once, unmade `until` ms later. */
  | {
      readonly at: number
      readonly kind: 'volume'
      readonly agent: number
      readonly role: string
      readonly until: number
    }
  /** Scheduled, begun after `until` ms and ended after as many again. */
  | { readonly at: number; readonly kind: 'maintenance'; readonly agent: number; readonly until: number }

export type OperationKind = Operation['kind']

/** The number is how often it is drawn beside the others. */
const kinds: Readonly<Record<OperationKind, number>> = {
  'mark-gone': 3,
  drain: 4,
  'cancel-drain': 1,
  deactivate: 1,
  reactivate: 2,
  teardown: 1,
  quota: 4,
  weight: 1,
  reserve: 2,
  volume: 2,
  maintenance: 1,
}
const drawn = (Object.keys(kinds) as OperationKind[]).flatMap(kind => Array.from({ length: kinds[kind] }, () => kind))

export const planOperations = (
  chance: Chance,
  { agents, frameworks }: Names,
  profiles: readonly Profile[],
  duration: number,
): readonly Operation[] => {
  const count = chance.pick([0, 0, 2, 6])
  const roles = [...new Set(profiles.flatMap(profile => profile.roles))].filter(
    role => role !== '*' && !role.includes('/'),
  )
  return Array.from({ length: count }, () => draw(chance, { agents, frameworks, roles, duration }))
}

interface Draw {
  readonly agents: number
  readonly frameworks: number
  readonly roles: readonly string[]
  readonly duration: number
}

const draw = (chance: Chance, { agents, frameworks, roles, duration }: Draw): Operation => {
  const at = chance.below(duration)
  const agent = chance.below(agents)
  const role = roles.length > 0 ? chance.pick(roles) : 'dev'
  const kind = chance.pick(drawn)
  switch (kind) {
    case 'drain': {
      const grace = chance.pick([undefined, 0, 4_000])
      return { at, kind, agent, markGone: chance.happens(0.4), ...(grace !== undefined && { grace }) }
    }
    case 'teardown':
      return { at, kind, framework: chance.below(frameworks) }
    case 'quota':
      return { at, kind, role, cpus: chance.between(1, 8), guaranteed: chance.happens(0.3), force: chance.happens(0.5) }
    case 'weight':
      return { at, kind, role, weight: chance.pick([0.5, 2, 10]) }
    case 'reserve':
      return { at, kind, agent, role, cpus: chance.pick([0.5, 1, 2]) }
    case 'volume':
      return { at, kind, agent, role, until: chance.between(500, 20_000) }
    case 'maintenance':
      return { at, kind, agent, until: chance.between(1_000, 20_000) }
    default:
      return { at, kind, agent }
  }
}
