import { expect, it } from 'vitest'
import {
  type Allocation,
  activateFramework,
  allocatedTo,
  availableOn,
  deactivateFramework,
  quotaConsumption,
  removeAgent,
  removeFramework,
  revive,
  roleQuantities,
  suppress,
  updateQuota,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import { allocate } from '../../../../src/daemons/master/allocator/cycle.ts'
import { equal, quantities, quantitiesContain, sum, unallocate } from '../../../../src/mesos/resources/index.ts'
import { r } from '../../../mesos/resources/support.ts'
import { agent, decline, framework, newState, seeded } from './support.ts'

const roles = ['a', 'a/b', 'c', '*']
const limit = { cpus: 20, mem: 4000 }

/** A few hundred random events; after each, the allocator's books agree with what the test was given. */
const run = (seed: number): void => {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const s = newState()
  updateQuota(s, 'c', { guarantees: { cpus: 4 }, limits: limit })
  let held: Allocation[] = []
  const totals = new Map<string, ReturnType<typeof r>>()
  const steps: (() => void)[] = [
    () => {
      const id = `S${below(12)}`
      if (totals.has(id)) return
      totals.set(
        id,
        r(`cpus:${1 + below(8)};cpus(a):${below(3)};mem:${64 * (1 + below(20))};ports:[1-${1 + below(9)}]`),
      )
      agent(s, id, '', { total: totals.get(id)! })
    },
    () => framework(s, `f${below(6)}`, { roles: [roles[below(4)]!, 'a'].filter((x, i, all) => all.indexOf(x) === i) }),
    () => (random() < 0.5 ? suppress : revive)(s, `f${below(6)}`, []),
    () => (random() < 0.3 ? deactivateFramework : activateFramework)(s, `f${below(6)}`),
    () => {
      const some = held.filter(() => random() < 0.5)
      decline(s, some, random() < 0.5 ? { refuse_seconds: below(8) } : undefined, now)
      held = held.filter(one => !some.includes(one))
    },
    () => {
      const id = `S${below(40)}`
      removeAgent(s, id)
      totals.delete(id)
      held = held.filter(one => one.agentId !== id)
    },
    () => {
      const id = `f${below(30)}`
      removeFramework(s, id)
      held = held.filter(one => one.frameworkId !== id)
    },
  ]
  let now = 0
  for (let i = 0; i < 150; i++) {
    now += below(3000)
    steps[below(steps.length)]!()
    if (random() < 0.6)
      held.push(...allocate(s, random() < 0.8 ? 'all' : new Set(['S1', 'S2']), now, random).allocations)
    for (const [id, total] of totals) {
      const here = held.filter(one => one.agentId === id).map(one => unallocate(one.resources))
      expect(equal(sum([...here, availableOn(s, id)]), total), `seed ${seed} step ${i} ${id}`).toBe(true)
    }
    for (const role of roles) {
      const used = held.filter(one => one.role === role || one.role.startsWith(`${role}/`)).map(one => one.resources)
      expect(roleQuantities(s, role), `seed ${seed} step ${i} ${role}`).toEqual(quantities(used.flat()))
    }
    for (const id of s.frameworks.keys()) {
      const mine = held.filter(one => one.frameworkId === id).map(one => one.resources)
      expect(equal(sum([...allocatedTo(s, id).values()]), sum(mine)), `seed ${seed} step ${i} ${id}`).toBe(true)
    }
    expect(quantitiesContain(limit, { ...quotaConsumption(s, 'c') }), `seed ${seed} step ${i} limit`).toBe(true)
  }
}

it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('nothing is allocated twice, totals hold: seed %i', run)
