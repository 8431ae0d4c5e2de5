import { expect, it, vi } from 'vitest'
import { step } from '../../src/daemons/master/transitions/index.ts'
import { run } from '../../src/simulation/run.ts'
import { shrink } from '../../src/simulation/shrink.ts'

// Many whole clusters on a machine that may be busy.
vi.setConfig({ testTimeout: 900_000 })

/** A leader that can't bear an agent's absence. */
const extras = {
  step: ((state, event, now) => {
    if (event.kind === 'link-exited') throw new Error('on purpose')
    return step(state, event, now)
  }) as typeof step,
}

it('finds the fewest faults that are needed, and they fail alone', () => {
  const seed = Array.from({ length: 60 }, (_, index) => index + 1).find(one => {
    const { violation, faults } = run({ seed: one }, extras)
    return violation !== undefined && faults > 1
  })!
  const failed = run({ seed }, extras)
  const { only, result } = shrink({ seed }, failed, extras)
  expect(only.length).toBeLessThan(failed.faultsPlanned)
  expect(result.violation?.invariant).toBe('transitions-never-throw')
  expect(run({ seed, only: new Set(only) }, extras)).toEqual(result)
})
