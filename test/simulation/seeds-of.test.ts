import { describe, expect, it } from 'vitest'
import { replayCommand } from '../../src/simulation/campaign.ts'
import { faultsOf, onlyOf, seedsOf } from '../../src/simulation/seeds.ts'

describe('seeds', () => {
  it.each([
    [{ seed: 7 }, [7]],
    [{ seeds: '3..5' }, [3, 4, 5]],
    [{ count: 2 }, [1, 2]],
  ])('%o are %o', (flags, seeds) => expect(seedsOf(flags)).toEqual(seeds))
  it('are a hundred when nothing is said', () => expect(seedsOf({})).toHaveLength(100))
  it.each(['5', '5..', '5..3', 'a..b'])('%s are none', seeds =>
    expect(() => seedsOf({ seeds })).toThrow(`--seeds ${seeds} is no range`),
  )
})

describe('faults', () => {
  it.each([
    ['all', undefined],
    ['none', []],
    ['cut,slow', ['cut', 'slow']],
  ])('%s', (text, kinds) => expect(faultsOf(text)).toEqual(kinds))
  it('that do not exist are named', () => expect(() => faultsOf('cut,flood')).toThrow("there is no fault 'flood'"))
  it.each([
    [undefined, undefined],
    ['none', new Set()],
    ['3,7', new Set([3, 7])],
  ])('only %s', (text, numbers) => expect(onlyOf(text)).toEqual(numbers))
  it('only something else', () => expect(() => onlyOf('x')).toThrow('--only x is no list of numbers'))
})

it('a run is repeated by the command that says all that was said', () => {
  const options = { seed: 7, agents: 9, duration: 90_000, faults: ['cut'] as const, only: new Set([1, 4]) }
  expect(replayCommand(options)).toBe('mantl simulate --seed 7 --agents 9 --duration 90s --faults cut --only 1,4')
  expect(replayCommand({ seed: 7, faults: [], only: new Set() })).toBe(
    'mantl simulate --seed 7 --faults none --only none',
  )
})
