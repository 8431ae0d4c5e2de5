import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allocatedTo,
  availableOn,
  explainRole,
  quotaConsumption,
  roleQuantities,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import {
  equal,
  type Quantities,
  quantities,
  quantitiesContain,
  sum,
  unallocate,
} from '../../../../src/mesos/resources/index.ts'
import { type Command, consumptions, type Model, newModel, obey, ROLES } from './model.ts'

const number = fc.nat({ max: 1023 })
const histories = fc.noBias(
  fc.array(fc.tuple(number, number, number, number), { minLength: 40, maxLength: 150, size: 'max' }),
)
/** The same histories every time, and no time spent on making a failing one shorter. */
const runs = { seed: 20, numRuns: 30, endOnFailure: true }

/** Nothing is held twice, nothing is lost: for each agent, role and framework the books say what the test was given. */
const expectBooksToAgree = ({ s, totals, held }: Model): void => {
  for (const [id, total] of totals) {
    const here = held.filter(one => one.agentId === id).map(one => unallocate(one.resources))
    expect(equal(sum([...here, availableOn(s, id)]), total), id).toBe(true)
  }
  for (const role of ROLES) {
    const used = held.filter(one => one.role === role || one.role.startsWith(`${role}/`)).map(one => one.resources)
    expect(roleQuantities(s, role), role).toEqual(quantities(used.flat()))
  }
  for (const id of s.frameworks.keys()) {
    const mine = held.filter(one => one.frameworkId === id).map(one => one.resources)
    expect(equal(sum([...allocatedTo(s, id).values()]), sum(mine)), id).toBe(true)
  }
}

/** What counts against a quota: all that is reserved for the role and below, and what they hold unreserved. */
const expectConsumption = ({ s, totals, held, quotas }: Model): void => {
  const within = (role: string | undefined, top: string) => role === top || role?.startsWith(`${top}/`)
  for (const role of quotas.keys()) {
    const counted = [
      ...[...totals.values()].flat().filter(x => within(x.reservations?.at(-1)?.role, role) && !x.revocable),
      ...held
        .filter(one => within(one.role, role))
        .flatMap(one => one.resources.filter(x => !x.reservations && !x.revocable)),
    ]
    expect(quotaConsumption(s, role), role).toEqual(quantities(counted))
  }
}

/** A cycle never makes a role hold more than its limit; what it had before may be more. */
const expectLimits = (model: Model, before: ReadonlyMap<string, Quantities>): void => {
  for (const [role, { limits }] of model.quotas) {
    const allowed = Object.entries(limits).map(([name, limit]) => [
      name,
      Math.max(limit, before.get(role)?.[name] ?? 0),
    ])
    const bounded = Object.fromEntries(
      Object.keys(limits).map(name => [name, quotaConsumption(model.s, role)[name] ?? 0]),
    )
    expect(quantitiesContain(Object.fromEntries(allowed), bounded), role).toBe(true)
  }
}

/** What guarantees lack beyond what is there, by name. */
const shortage = ({ s, totals, quotas }: Model): Quantities => {
  const free = quantities(
    [...totals.keys()]
      .filter(id => s.agents.get(id)!.active && (s.whitelist?.has(`${id}.host`) ?? true))
      .flatMap(id => availableOn(s, id).filter(x => !x.reservations && !x.revocable)),
  )
  const owed: Record<string, number> = {}
  for (const [role, { guarantees }] of quotas) {
    const consumed = quotaConsumption(s, role)
    for (const [name, amount] of Object.entries(guarantees)) {
      owed[name] = (owed[name] ?? 0) + Math.max(0, amount - (consumed[name] ?? 0))
    }
  }
  return Object.fromEntries(
    Object.entries(owed).map(([name, amount]) => [name, Math.max(0, amount - (free[name] ?? 0))]),
  )
}

/** After a whole cycle nobody could have been offered anything more, by the filters that stood when it began. */
const expectNothingLeftOver = ({ s: after, now }: Model): void => {
  const s = { ...after, batches: after.batches - 1 }
  for (const { id, active, roles, suppressed } of s.frameworks.values()) {
    if (!active) continue
    for (const role of roles) {
      if (suppressed.has(role)) continue
      const missed = [...explainRole(s, id, role, now)].filter(({ reason }) => reason === 'its-turn')
      expect(missed, `${id} in ${role}`).toEqual([])
    }
  }
}

describe.each(['drf', 'random'] as const)('whatever happens, by %s', sorter => {
  it('nothing is held twice or lost, quota holds, nobody is forgotten', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(histories, fc.nat(), (commands, seed) => {
        const model = newModel(sorter, seed)
        for (const command of commands) {
          const [before, lacking] = [consumptions(model), shortage(model)]
          obey(model, command as Command)
          expectBooksToAgree(model)
          expectConsumption(model)
          if (model.made.length > 0) {
            expectLimits(model, before)
            expect(quantitiesContain(lacking, shortage(model)), 'headroom').toBe(true)
          }
          if (model.complete) expectNothingLeftOver(model)
        }
      }),
      runs,
    )
  })

  it('the same history and chance give the same offers', { timeout: 120_000 }, () => {
    const play = (commands: readonly Command[], seed: number) => {
      const model = newModel(sorter, seed)
      return commands.map(command => {
        obey(model, command)
        return model.made
      })
    }
    fc.assert(
      fc.property(histories, fc.nat(), (commands, seed) => {
        expect(play(commands as Command[], seed)).toEqual(play(commands as Command[], seed))
      }),
      { ...runs, numRuns: 25 },
    )
  })
})
