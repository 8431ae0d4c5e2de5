/**
 * Allocation cycles in process, one JSON line a figure. `full`: everything is free, every agent goes to a framework. `declined`: every
 * framework refused every agent for an hour, so that a cycle looks at all pairs. `idle`: the next one after
 * that. `revived`: one framework takes its refusals back. `quota`: 3,000 agents,
 * roles and frameworks, each role with a guarantee and a limit.
 */
import {
  type Allocation,
  type AllocatorState,
  addAgent,
  addFramework,
  allocate,
  createAllocatorState,
  recoverResources,
  revive,
  setWhitelist,
  updateQuota,
} from '../src/daemons/master/allocator/allocator.ts'
import { parseResources } from '../src/mesos/resources/parse.ts'

const runs = 5

const total = (text: string) => {
  const parsed = parseResources(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.value
}

const cluster = (agents: number, frameworks: number, roles: number): AllocatorState => {
  const state = createAllocatorState({
    allocationInterval: 1000,
    minAllocatableResources: [{ cpus: 0.01 }, { mem: 32 }],
    filterGpuResources: true,
  })
  const resources = total('cpus:24;mem:65536;disk:1000000;ports:[31000-32000]')
  const capabilities = new Set(['MULTI_ROLE', 'RESERVATION_REFINEMENT'])
  for (let i = 0; i < frameworks; i++) addFramework(state, `f${i}`, { roles: [`role${i % roles}`], capabilities })
  const abilities = new Set(['MULTI_ROLE', 'HIERARCHICAL_ROLE'])
  for (let i = 0; i < agents; i++) {
    addAgent(state, `S${i}`, { place: { hostname: `h${i}` }, capabilities: abilities, total: resources })
  }
  return state
}

/** xorshift32: the same order every time. */
const seeded = (seed: number) => () => {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  return (seed >>> 0) / 2 ** 32
}

const timed = (work: () => Allocation[]): { seconds: number; made: Allocation[] } => {
  const start = performance.now()
  const made = work()
  return { seconds: (performance.now() - start) / 1000, made }
}

const report = (bench: string, seconds: number[]): void => {
  const value = Number([...seconds].sort((a, b) => a - b)[seconds.length >> 1]!.toFixed(4))
  console.log(JSON.stringify({ name: `allocator/${bench}`, value, unit: 's', n: seconds.length }))
}

const giveBack = (state: AllocatorState, made: readonly Allocation[], refuse_seconds: number): void => {
  for (const { frameworkId, agentId, resources } of made) {
    recoverResources(state, frameworkId, agentId, resources, { refuse_seconds }, 0)
  }
}

const full = (name: string, agents: number, frameworks: number, roles: number): void => {
  const state = cluster(agents, frameworks, roles)
  const seconds: number[] = []
  for (let run = 0; run < runs; run++) {
    const { seconds: took, made } = timed(() => allocate(state, 'all', 0, seeded(run + 1)).allocations)
    if (made.length !== agents) throw new Error(`expected ${agents} offers, not ${made.length}`)
    seconds.push(took)
    giveBack(state, made, 0)
  }
  report(name, seconds)
}

const declined = (agents: number, frameworks: number): void => {
  const looks: number[] = []
  const idle: number[] = []
  const revived: number[] = []
  const state = cluster(agents, frameworks, 1)
  for (let i = 0; i < frameworks; i++) giveBack(state, allocate(state, 'all', 0, seeded(i + 1)).allocations, 3600)
  for (let run = 0; run < runs; run++) {
    setWhitelist(state, undefined)
    looks.push(timed(() => allocate(state, 'all', 1, seeded(run + 1)).allocations).seconds)
    idle.push(timed(() => allocate(state, 'all', 1, seeded(run + 1)).allocations).seconds)
    revive(state, 'f0', [])
    const { seconds, made } = timed(() => allocate(state, 'all', 1, seeded(run + 1)).allocations)
    revived.push(seconds)
    giveBack(state, made, 3600)
    allocate(state, 'all', 1, seeded(run + 1))
  }
  report(`declined ${agents} agents ${frameworks} frameworks`, looks)
  report(`idle ${agents} agents ${frameworks} frameworks`, idle)
  report(`revived 1 of ${frameworks} frameworks, ${agents} agents`, revived)
}

const quota = (size: number): void => {
  const seconds: number[] = []
  for (let run = 0; run < runs; run++) {
    const state = cluster(size, size, size)
    for (let i = 0; i < size; i++) {
      updateQuota(state, `role${i}`, { guarantees: { cpus: 12, mem: 1024 }, limits: { cpus: 24, mem: 65536 } })
    }
    seconds.push(timed(() => allocate(state, 'all', 0, seeded(run + 1)).allocations).seconds)
  }
  report(`quota ${size} agents, roles, frameworks`, seconds)
}

full('full 10000 agents 1000 frameworks 1 role', 10_000, 1000, 1)
full('full 10000 agents 1000 frameworks 100 roles', 10_000, 1000, 100)
full('full 10000 agents 1000 frameworks 1000 roles', 10_000, 1000, 1000)
declined(2000, 200)
quota(3000)
