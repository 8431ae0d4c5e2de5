/**
 * Allocation cycles in process, medians. `full`: everything is free, every agent goes to a framework; `turn`: the longest part of it that
 * the leader does without a pause. `looks`: every framework refused every agent for an hour, and all pairs are looked at again. `idle`: the
 * next cycle after that. `revived`: one framework takes its refusals back. `quota`: each role has a guarantee and a limit; `released`: one
 * agent comes free under it. `explain`: why one framework has no more offers.
 */
import {
  type Allocation,
  type AllocatorState,
  addAgent,
  addFramework,
  allocate,
  createAllocatorState,
  explainRole,
  recoverResources,
  revive,
  updateQuota,
} from '../src/daemons/master/allocator/allocator.ts'
import { MOST_WORK } from '../src/daemons/master/transitions/allocation-due.ts'
import { parseResources } from '../src/mesos/resources/parse.ts'
import { median, report } from './measure.ts'

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

const cycle = (state: AllocatorState, run: number, now = 0, candidates: ReadonlySet<string> | 'all' = 'all') =>
  allocate(state, candidates, now, seeded(run + 1)).allocations

const timed = <T>(work: () => T): { seconds: number; result: T } => {
  const start = performance.now()
  const result = work()
  return { seconds: (performance.now() - start) / 1000, result }
}

const tell = (name: string, seconds: readonly number[], goal?: number): void =>
  report({ name: `allocator/${name}`, value: median(seconds), unit: 's', ...(goal && { goal }), n: seconds.length })

const giveBack = (state: AllocatorState, made: readonly Allocation[], refuse_seconds: number, now = 0): void => {
  for (const { frameworkId, agentId, resources } of made) {
    recoverResources(state, frameworkId, agentId, resources, { refuse_seconds }, now)
  }
}

const full = (agents: number, frameworks: number, roles: number, goal?: number): void => {
  const state = cluster(agents, frameworks, roles)
  const seconds: number[] = []
  for (let run = 0; run < runs; run++) {
    const { seconds: took, result: made } = timed(() => cycle(state, run))
    if (made.length !== agents) throw new Error(`expected ${agents} offers, not ${made.length}`)
    seconds.push(took)
    giveBack(state, made, 0)
  }
  tell(`full ${agents} agents ${frameworks} frameworks ${roles} roles`, seconds, goal)
}

const turn = (agents: number, frameworks: number): void => {
  const state = cluster(agents, frameworks, 1)
  const longest: number[] = []
  for (let run = 0; run < runs; run++) {
    const [turns, made]: [number[], Allocation[]] = [[], []]
    let candidates: ReadonlySet<string> | 'all' = 'all'
    for (let more = true; more; candidates = new Set()) {
      const { seconds, result } = timed(() => allocate(state, candidates, 0, seeded(run + 1), MOST_WORK))
      turns.push(seconds)
      made.push(...result.allocations)
      more = result.more
    }
    longest.push(Math.max(...turns))
    giveBack(state, made, 0)
  }
  tell(`longest turn of a full cycle, ${agents} agents ${frameworks} frameworks`, longest, 0.05)
}

const declined = (agents: number, frameworks: number): void => {
  const [looks, idle, revived]: [number[], number[], number[]] = [[], [], []]
  const state = cluster(agents, frameworks, 1)
  for (let i = 0; i < frameworks; i++) giveBack(state, cycle(state, i), 3600)
  for (let run = 0; run < runs; run++) {
    for (const limits of [{ nothing: 1 }, {} as Record<string, number>])
      updateQuota(state, 'nobody', { guarantees: {}, limits })
    looks.push(timed(() => cycle(state, run, 1)).seconds)
    idle.push(timed(() => cycle(state, run, 1)).seconds)
    revive(state, 'f0', [])
    const { seconds, result: made } = timed(() => cycle(state, run, 1))
    revived.push(seconds)
    giveBack(state, made, 3600)
    cycle(state, run, 1)
  }
  const size = `${agents} agents ${frameworks} frameworks`
  tell(`looks at all pairs, ${size}`, looks)
  tell(`idle ${size}`, idle)
  tell(`revived 1 of ${frameworks} frameworks, ${agents} agents`, revived)
}

const quota = (size: number, goal?: number): void => {
  const [whole, released]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run++) {
    const state = cluster(size, size, size)
    for (let i = 0; i < size; i++) {
      updateQuota(state, `role${i}`, { guarantees: { cpus: 12, mem: 1024 }, limits: { cpus: 24, mem: 65536 } })
    }
    const { seconds, result: made } = timed(() => cycle(state, run))
    whole.push(seconds)
    cycle(state, run)
    giveBack(state, made.slice(0, 1), 0)
    released.push(timed(() => cycle(state, run, 1, new Set([made[0]!.agentId]))).seconds)
  }
  tell(`quota ${size} agents, roles, frameworks`, whole, goal)
  tell(`released one agent with quota, ${size} agents, roles, frameworks`, released)
}

const explain = (agents: number): void => {
  const state = cluster(agents, 10, 1)
  giveBack(state, cycle(state, 0), 3600)
  const seconds = Array.from({ length: runs }, () => timed(() => [...explainRole(state, 'f0', 'role0', 1)]).seconds)
  tell(`explain one role, ${agents} agents`, seconds)
}

full(10_000, 1000, 1, 0.2)
full(10_000, 1000, 100, 0.2)
full(10_000, 1000, 1000, 0.2)
for (const agents of [1000, 5000, 50_000]) full(agents, 1000, 1)
turn(10_000, 1000)
turn(50_000, 200)
declined(2000, 200)
quota(1000)
quota(3000, 1)
explain(10_000)
