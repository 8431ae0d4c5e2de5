import { expect, it, vi } from 'vitest'
import { run } from '../../src/simulation/run.ts'
import { violationText } from './violation-text.ts'

// Many whole clusters on a machine that may be busy.
vi.setConfig({ testTimeout: 900_000 })

it('goes the same way for the same seed', () => {
  for (const seed of [1, 2, 3]) expect(run({ seed })).toEqual(run({ seed }))
})

it('goes another way for another seed', () => {
  expect(new Set([1, 2, 3, 4].map(seed => run({ seed }).hash)).size).toBe(4)
})

it('gets its work done without faults', () => {
  const { violation, tasks, faults } = run({ seed: 1, faults: [] })
  expect([violation, faults]).toEqual([undefined, 0])
  expect(tasks).toBeGreaterThan(10)
})

it('leaves out the faults that are not wanted', () => {
  const seed = [1, 2, 3, 4, 5, 6].find(one => run({ seed: one }).faults > 1)!
  expect(run({ seed, only: new Set() }).faults).toBe(0)
  expect(run({ seed, only: new Set([0]) }).faults).toBe(1)
})

it('holds a thousand agents', () => {
  for (const seed of [1, 3]) {
    const result = run({ seed, agents: 1_000, frameworks: 4, duration: 10_000 })
    expect(violationText(result)).toBeUndefined()
  }
})
