import type { Chance } from '../chance.ts'
import type { Profile } from './state.ts'

/** A framework of many agents has so many times the tasks of one that has an agent. */
const LARGEST = 8

const ROLES = ['*', 'dev', 'ops', 'ops/night']

const KINDS = [
  { stateful: false, volumes: false, executors: false, pods: false },
  { stateful: false, volumes: false, executors: false, pods: true },
  { stateful: true, volumes: false, executors: false, pods: false },
  { stateful: true, volumes: true, executors: false, pods: false },
  { stateful: false, volumes: false, executors: true, pods: false },
] as const

const STYLES = ['http', 'http', 'http', 'old', 'plain', 'changing', 'changing'] as const

/** `share`: agents a framework has for itself, were they dealt out evenly. */
export const drawProfile = (chance: Chance, index: number, share: number): Profile => {
  const multi = chance.happens(0.6) ? [chance.pick(ROLES), chance.pick(ROLES)] : [chance.pick(ROLES)]
  const size = Math.min(Math.max(share, 1), LARGEST)
  const shortest = chance.pick([500, 3_000, 20_000])
  return {
    name: `f${index}`,
    roles: [...new Set(multi)],
    capabilities: [
      { type: 'MULTI_ROLE' },
      { type: 'RESERVATION_REFINEMENT' },
      ...(chance.happens(0.7) ? [{ type: 'PARTITION_AWARE' as const }] : []),
      ...(chance.happens(0.5) ? [{ type: 'TASK_KILLING_STATE' as const }] : []),
    ],
    checkpoint: chance.happens(0.75),
    failoverTimeout: chance.pick([0, 20, 120, 604_800]),
    wanted: Math.ceil(chance.between(2, 8) * size),
    most: Math.ceil(chance.between(1, 5) * size),
    cpus: chance.pick([0.1, 0.5, 1]),
    mem: chance.pick([32, 128, 512]),
    duration: [shortest, shortest * chance.pick([2, 5])],
    endless: chance.pick([0, 0, 0.1, 0.4]),
    failing: chance.pick([0, 0.1, 0.3]),
    killed: chance.pick([0, 0.2, 1]),
    thinking: chance.pick([0, 50, 2_000, 10_000]),
    reconcileEvery: chance.pick([10_000, 30_000]),
    ...chance.pick(KINDS),
    style: chance.pick(STYLES),
  }
}
