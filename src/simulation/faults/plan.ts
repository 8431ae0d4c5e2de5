import type { Chance } from '../chance.ts'
import { ENSEMBLE } from '../ensemble/session.ts'
import { allFaults, type FaultKind } from './kinds.ts'

/** One thing that goes wrong. */
export interface Fault {
  /** Of all that are planned for the run, from 0. */
  readonly number: number
  /** ms since the run began. */
  readonly at: number
  readonly kind: FaultKind
  /** Names of nodes: `L0`, `A3`, `F1`, `Z` for ZooKeeper. */
  readonly targets: readonly string[]
  /** Partitions: the other side. */
  readonly others: readonly string[]
  /** How long it lasts, or by how much the clock jumps. */
  readonly ms: number
  /** Crashes: amid the next transition, after so many effects; undefined: at once. */
  readonly effects?: number
  /** Partitions: in which directions. Cuts: when each side notices; null: never. */
  readonly both: boolean
  readonly notice: readonly (number | null)[]
}

export interface Names {
  readonly leaders: number
  readonly agents: number
  readonly frameworks: number
}

/** A fault every so many ms, on the average. */
const EVERY = [1_000, 3_000, 8_000]

export const planFaults = (
  chance: Chance,
  names: Names,
  duration: number,
  kinds: readonly FaultKind[] = allFaults,
): readonly Fault[] => {
  if (kinds.length === 0) return []
  const every = chance.pick(EVERY)
  const some = kinds.filter(() => chance.happens(0.6))
  const used = some.length > 0 ? some : kinds
  const faults: Fault[] = []
  for (let at = chance.below(2 * every); at < duration; at += chance.below(2 * every) + 1) {
    faults.push(draw(chance, names, chance.pick(used), at, faults.length))
  }
  return faults
}

const draw = (chance: Chance, names: Names, kind: FaultKind, at: number, number: number): Fault => {
  const leader = `L${chance.below(names.leaders)}`
  const agent = `A${chance.below(names.agents)}`
  const framework = `F${chance.below(names.frameworks)}`
  const base = { number, at, kind, others: [], both: true, notice: [], ms: chance.pick([500, 4_000, 15_000, 45_000]) }
  const amid = chance.happens(0.7) ? { effects: chance.below(12) } : {}
  switch (kind) {
    case 'crash-leader':
      return { ...base, targets: [leader], ...amid }
    case 'crash-agent':
      return { ...base, targets: [agent], ...amid }
    case 'crash-framework':
      return { ...base, targets: [framework], ...amid }
    case 'reboot-agent':
    case 'power-cut':
    case 'pause-agent':
      return { ...base, targets: [agent] }
    case 'pause-leader':
      return { ...base, targets: [leader] }
    case 'partition':
      return { ...base, ...sides(chance, names), both: chance.happens(0.7) }
    case 'cut':
      return { ...base, targets: [chance.pick([leader, agent, framework])], notice: [notice(chance), notice(chance)] }
    case 'slow':
      return { ...base, targets: [chance.pick([leader, agent, framework])] }
    case 'skew':
      return { ...base, targets: [chance.pick([leader, agent])], ms: chance.pick([-600_000, -3_000, 2_000, 300_000]) }
  }
}

/** Of all hosts, each on this side, on the other, or on none. */
const sides = (chance: Chance, { leaders, agents, frameworks }: Names): Pick<Fault, 'targets' | 'others'> => {
  const range = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index}`)
  const all = [...range('L', leaders), ...range('A', agents), ...range('F', frameworks), ENSEMBLE]
  const alone = chance.pick(all)
  if (chance.happens(0.5)) return { targets: [alone], others: all.filter(name => name !== alone) }
  const side = all.map(() => chance.below(3))
  return { targets: all.filter((_, index) => side[index] === 0), others: all.filter((_, index) => side[index] === 1) }
}

const notice = (chance: Chance): number | null => chance.pick([1, 50, 2_000, 20_000, null])
