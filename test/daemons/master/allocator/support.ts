import {
  type AgentOptions,
  type Allocation,
  type AllocatorSettings,
  type AllocatorState,
  addAgent,
  addFramework,
  allocate,
  createAllocatorState,
  type FrameworkOptions,
  type RefusalFilter,
  recoverResources,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import { formatResources, unallocate } from '../../../../src/mesos/resources/index.ts'
import { r } from '../../../mesos/resources/support.ts'

export const settings: AllocatorSettings = {
  allocationInterval: 1000,
  minAllocatableResources: [{ cpus: 0.01 }, { mem: 32 }],
  filterGpuResources: true,
}

export const newState = (changes: Partial<AllocatorSettings> = {}): AllocatorState =>
  createAllocatorState({ ...settings, ...changes })

export const framework = (s: AllocatorState, id: string, options: Partial<FrameworkOptions> = {}): void =>
  addFramework(s, id, { roles: ['*'], capabilities: new Set(['MULTI_ROLE']), ...options })

export const agent = (s: AllocatorState, id: string, total: string, options: Partial<AgentOptions> = {}): void =>
  addAgent(s, id, {
    place: { hostname: `${id}.host` },
    capabilities: new Set(['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT']),
    total: r(total),
    ...options,
  })

/** mulberry32 */
export const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

export const cycle = (s: AllocatorState, now = 0, candidates: ReadonlySet<string> | 'all' = 'all'): Allocation[] =>
  allocate(s, candidates, now, seeded(1)).allocations

/** `f@role S1 cpus:1`, sorted. */
export const lines = (allocations: readonly Allocation[]): string[] =>
  allocations.map(a => `${a.frameworkId}@${a.role} ${a.agentId} ${formatResources(unallocate(a.resources))}`).sort()

export const offers = (s: AllocatorState, now = 0): string[] => lines(cycle(s, now))

export const decline = (s: AllocatorState, all: readonly Allocation[], filter?: RefusalFilter, now = 0): void => {
  for (const a of all) recoverResources(s, a.frameworkId, a.agentId, a.resources, filter, now)
}
