import {
  type Allocation,
  type AllocatorState,
  activateAgent,
  activateFramework,
  addAgent,
  addFramework,
  allocate,
  compileOfferConstraints,
  deactivateAgent,
  deactivateFramework,
  type FrameworkOptions,
  quotaConsumption,
  recoverResources,
  removeAgent,
  removeFramework,
  revive,
  setWhitelist,
  suppress,
  trackAllocated,
  updateAgent,
  updateAllocation,
  updateAvailable,
  updateFramework,
  updateQuota,
  updateWeights,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { add, allocate as allocatedTo, contains, subtract, unallocate } from '../../../../src/mesos/resources/index.ts'
import { dynamic, r, volume } from '../../../mesos/resources/support.ts'
import { newState, seeded } from './support.ts'

/** One random step: which, and numbers for it to choose by. */
export type Command = readonly [step: number, a: number, b: number, c: number]

/** What the test itself knows of the allocator: who holds what, and what each agent has. */
export interface Model {
  readonly s: AllocatorState
  readonly random: () => number
  readonly totals: Map<string, Resource[]>
  readonly quotas: Map<string, { guarantees: Record<string, number>; limits: Record<string, number> }>
  held: Allocation[]
  now: number
  /** Of the latest cycle: what it gave, and whether it looked at all agents. */
  made: Allocation[]
  complete: boolean
}

export const ROLES = ['a', 'a/b', 'a/b/d', 'c', '*']
const CAPABILITIES = [
  'GPU_RESOURCES',
  'REGION_AWARE',
  'REVOCABLE_RESOURCES',
  'RESERVATION_REFINEMENT',
  'SHARED_RESOURCES',
]

/** Some agents and frameworks are there from the start. */
export const newModel = (sorter: 'drf' | 'random', seed: number): Model => {
  const m = emptyModel(sorter, seed)
  for (let i = 0; i < 5; i++) arrive(m, i * 7 + seed, i, i)
  for (let i = 0; i < 4; i++) addFramework(m.s, frameworkId(i), optionsOf(seed + 5 * i, i))
  return m
}

const emptyModel = (sorter: 'drf' | 'random', seed: number): Model => ({
  s: newState({ roleSorter: sorter, frameworkSorter: sorter, region: 'here' }),
  random: seeded(seed),
  totals: new Map(),
  quotas: new Map(),
  held: [],
  now: 0,
  made: [],
  complete: false,
})

export const obey = (m: Model, [step, a, b, c]: Command): void => {
  m.made = []
  m.complete = false
  steps[step % steps.length]!(m, a, b, c)
}

const agentId = (n: number) => `S${n % 6}`
const frameworkId = (n: number) => `f${n % 5}`
const some = <T>(items: readonly T[], bits: number): T[] => items.filter((_, i) => (bits >> i) & 1)

const optionsOf = (a: number, b: number): FrameworkOptions => ({
  roles: some(ROLES, a),
  capabilities: new Set(['MULTI_ROLE', ...some(CAPABILITIES, b)]),
  suppressedRoles: some(ROLES, a & (b >> 5)),
  ...(b % 3 === 0 && { minAllocatableResources: new Map([['a', [{ cpus: 2 }]]]) }),
  ...(b % 5 === 0 && { constraints: onlyRack1 }),
})

const rack1 = { selector: { attribute_name: 'rack' }, predicate: { text_matches: { regex: 'r1|r2' } } }
const compiled = compileOfferConstraints(
  { role_constraints: { c: { groups: [{ attribute_constraints: [rack1] }] } } },
  { maxMem: 4096, maxProgramSize: 100 },
)
if ('problem' in compiled) throw new Error(compiled.problem)
const onlyRack1 = compiled

const totalOf = (a: number, b: number): Resource[] => [
  ...r(`cpus:${1 + (a % 8)};mem:${64 * (1 + (b % 9))};ports:[1-${1 + (a % 9)}]`),
  ...r(`cpus(a):${a % 3};cpus(c):${b % 2};disk:${10 * (b % 4)}${a % 4 === 0 ? ';gpus:1' : ''}`),
  ...(b % 4 === 0 ? [{ ...r('cpus:2')[0]!, revocable: {} }] : []),
]

const arrive = (m: Model, a: number, b: number, c: number): void => {
  const id = agentId(c)
  if (m.totals.has(id)) return
  const total = totalOf(a, b)
  m.totals.set(id, total)
  const place = {
    hostname: `${id}.host`,
    ...(a % 5 === 0 && { region: 'there' }),
    attributes: [{ name: 'rack', type: 'TEXT' as const, text: { value: `r${b % 3}` } }],
  }
  const capabilities = new Set(c % 7 === 0 ? [] : ['MULTI_ROLE', 'HIERARCHICAL_ROLE'])
  addAgent(m.s, id, { place, capabilities, total })
}

/** A cycle; `most` little enough to stop in the middle now and then. */
const cycle = (m: Model, candidates: ReadonlySet<string> | 'all', most?: number): void => {
  const { allocations, more } = allocate(m.s, candidates, m.now, m.random, most)
  m.made = allocations
  m.held.push(...allocations)
  m.complete = candidates === 'all' && !more
}

const giveBack = (m: Model, which: (one: Allocation, i: number) => boolean, refuse_seconds?: number): void => {
  const back = m.held.filter(which)
  m.held = m.held.filter(one => !back.includes(one))
  const filter = refuse_seconds === undefined ? undefined : { refuse_seconds }
  for (const one of back) recoverResources(m.s, one.frameworkId, one.agentId, one.resources, filter, m.now)
}

/** Turns cpus that somebody holds into reserved ones, or back. */
const convert = (m: Model, a: number, reserve: boolean): void => {
  const one = m.held[a % Math.max(1, m.held.length)]
  if (!one || one.role === '*') return
  const [unreserved, reserved] = [r('cpus:1'), dynamic('cpus:1', one.role)].map(list => allocatedTo(list, one.role))
  const [before, after] = reserve ? [unreserved!, reserved!] : [reserved!, unreserved!]
  if (!contains(one.resources, before) || !updateAllocation(m.s, one.frameworkId, one.agentId, before, after)) return
  m.held[m.held.indexOf(one)] = { ...one, resources: add(subtract(one.resources, before), after) }
  m.totals.set(one.agentId, add(subtract(m.totals.get(one.agentId)!, unallocate(before)), unallocate(after)))
}

const steps: readonly ((m: Model, a: number, b: number, c: number) => void)[] = [
  m => cycle(m, 'all'),
  m => cycle(m, 'all'),
  (m, a) => cycle(m, 'all', 1 + (a % 60)),
  (m, a, b) => cycle(m, new Set([agentId(a), agentId(b), 'S99'])),
  (m, a) => {
    m.now += 1000 * (a % 9)
    cycle(m, 'all')
  },
  arrive,
  (m, a) => {
    const id = agentId(a)
    removeAgent(m.s, id)
    m.totals.delete(id)
    m.held = m.held.filter(one => one.agentId !== id)
  },
  (m, a, b) => {
    const id = agentId(a)
    if (!m.totals.has(id)) return
    const more = r(`cpus:${b % 3};disk:${b % 7}`)
    m.totals.set(id, add(m.totals.get(id)!, more))
    updateAgent(m.s, id, { total: m.totals.get(id)!, attributesChanged: b % 2 === 0 })
  },
  (m, a, b) => (b % 2 ? activateAgent : deactivateAgent)(m.s, agentId(a)),
  (m, a, b, c) => addFramework(m.s, frameworkId(c), optionsOf(a, b)),
  (m, a, b, c) => updateFramework(m.s, frameworkId(c), optionsOf(a, b)),
  (m, a) => {
    const id = frameworkId(a)
    removeFramework(m.s, id)
    m.held = m.held.filter(one => one.frameworkId !== id)
  },
  (m, a, b) => (b % 2 ? activateFramework : deactivateFramework)(m.s, frameworkId(a)),
  (m, a, b) => (b % 2 ? suppress : revive)(m.s, frameworkId(a), some(ROLES, b)),
  (m, a, b) => giveBack(m, (_, i) => (i + a) % 3 > 0, [0, 1, 5, 3600][b % 4]),
  (m, a) => giveBack(m, ({ frameworkId: id }) => id === frameworkId(a), 5),
  (m, a) => giveBack(m, (_, i) => (i + a) % 2 === 0),
  (m, a, b, c) => {
    const role = ['a', 'c', '*'][c % 3]!
    const guarantees: Record<string, number> = a % 3 === 0 ? { cpus: a % 7, mem: 64 * (b % 5) } : {}
    const limits: Record<string, number> = b % 3 === 0 ? { cpus: (a % 7) + (b % 5), mem: 64 * (b % 5) + 256 } : {}
    updateQuota(m.s, role, { guarantees, limits })
    if (Object.keys(guarantees).length + Object.keys(limits).length > 0) m.quotas.set(role, { guarantees, limits })
    else m.quotas.delete(role)
  },
  (m, a, b) => updateWeights(m.s, new Map([[ROLES[a % ROLES.length]!, 1 + (b % 4)]])),
  (m, a) => setWhitelist(m.s, a % 2 ? undefined : new Set([`${agentId(a)}.host`, `${agentId(a >> 3)}.host`])),
  (m, a, b) => convert(m, a, b % 2 === 0),
  (m, a, b) => {
    const id = agentId(a)
    const [before, after] = b % 2 ? [r('cpus:1'), dynamic('cpus:1', 'c')] : [dynamic('cpus:1', 'c'), r('cpus:1')]
    if (updateAvailable(m.s, id, before, after)) m.totals.set(id, add(subtract(m.totals.get(id)!, before), after))
  },
  (m, a) => {
    const id = agentId(a)
    const [before, after] = [r('disk:5'), dynamic('disk:5')]
    if (!updateAvailable(m.s, id, before, after)) return
    const made = [volume(`v${a}`, 5)]
    updateAvailable(m.s, id, after, made)
    m.totals.set(id, add(subtract(m.totals.get(id)!, before), made))
  },
  (m, a, b, c) => {
    const [id, agent, role] = [frameworkId(a), agentId(b), ROLES[c % ROLES.length]!]
    const used = r('cpus:1')
    const free = subtract(
      m.totals.get(agent) ?? [],
      m.held.filter(one => one.agentId === agent).flatMap(one => unallocate(one.resources)),
    )
    if (!free.some(x => x.name === 'cpus' && !x.reservations && !x.revocable && x.scalar!.value >= 1)) return
    const resources = allocatedTo(used, role)
    trackAllocated(m.s, id, agent, resources)
    m.held.push({ frameworkId: id, agentId: agent, role, resources })
  },
]

/** By role with quota: what counts against it. */
export const consumptions = ({ s, quotas }: Model): Map<string, Readonly<Record<string, number>>> =>
  new Map([...quotas.keys()].map(role => [role, quotaConsumption(s, role)]))
