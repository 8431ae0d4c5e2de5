import { describe, expect, it } from 'vitest'
import {
  type AllocatorState,
  allocate,
  removeFramework,
  updateWeights,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import { Drawn } from '../../../../src/daemons/master/allocator/drawn.ts'
import { agent, decline, framework, newState, seeded } from './support.ts'

interface Ball {
  readonly name: string
  readonly weight: number
  share: number
  count: number
}

const ball = (name: string, weight: number): Ball => ({ name, weight, share: 0, count: 0 })
const bag = (...balls: Ball[]) => {
  const drawn = new Drawn<Ball>(({ weight }) => weight)
  for (const one of balls) drawn.insert(one)
  return drawn
}

const DRAWS = 4000

describe('a line drawn by lot', () => {
  it.each([
    [[1, 1, 1]],
    [[1, 2, 5]],
    [[1, 1000]], // so uneven that most lots miss
  ])('comes first as often as it weighs: %j', weights => {
    const random = seeded(7)
    const line = bag(...weights.map((weight, i) => ball(String(i), weight)))
    const first = weights.map(() => 0)
    for (let i = 0; i < DRAWS; i++) first[Number(line.at(0, random).name)]!++
    const sum = weights.reduce((a, b) => a + b)
    for (const [i, weight] of weights.entries()) {
      expect(Math.abs(first[i]! / DRAWS - weight / sum), `weight ${weight}`).toBeLessThan(0.03)
    }
  })

  it('gives each entry once, whatever came and went', () => {
    const random = seeded(3)
    const balls = Array.from({ length: 30 }, (_, i) => ball(`b${i}`, 1 + (i % 3)))
    const line = bag(...balls)
    for (const one of balls.filter((_, i) => i % 4 === 0)) line.remove(one)
    line.insert(balls[4]!)
    line.insert(balls[4]!)
    line.sort()
    const names = Array.from({ length: line.length }, (_, i) => line.at(i, random).name)
    expect(names.toSorted()).toEqual(
      balls
        .filter((_, i) => i % 4 !== 0 || i === 4)
        .map(({ name }) => name)
        .sort(),
    )
  })

  it('arranges some by the same chances', () => {
    const random = seeded(5)
    const [a, b, c] = [ball('a', 3), ball('b', 1), ball('c', 9)]
    const line = bag(a, b, c)
    let firsts = 0
    for (let i = 0; i < DRAWS; i++) if (line.arrange([a, b], random)[0] === a) firsts++
    expect(Math.abs(firsts / DRAWS - 0.75)).toBeLessThan(0.03)
  })
})

describe('--role_sorter and --framework_sorter random', () => {
  /** How many of 600 agents each framework is offered. */
  const counts = (s: AllocatorState): Record<string, number> => {
    for (let i = 0; i < 600; i++) agent(s, `S${i}`, 'cpus:1;mem:512')
    const made = allocate(s, 'all', 0, seeded(11)).allocations
    return Object.fromEntries(
      [...s.frameworks.keys()].map(id => [id, made.filter(one => one.frameworkId === id).length]),
    )
  }
  const near = (expected: number) => ({
    asymmetricMatch: (actual: number) => Math.abs(actual - expected) < 60,
  })

  it('roles by their weights, whatever they use', () => {
    const s = newState({ roleSorter: 'random' })
    for (const role of ['a', 'b']) framework(s, `f-${role}`, { roles: [role] })
    updateWeights(s, new Map([['b', 3]]))
    expect(counts(s)).toEqual({ 'f-a': near(150), 'f-b': near(450) })
  })

  it('frameworks of a role alike; a role below competes with them as one', () => {
    const s = newState({ roleSorter: 'random', frameworkSorter: 'random' })
    for (const id of ['f1', 'f2']) framework(s, id, { roles: ['a'] })
    framework(s, 'f3', { roles: ['a/x'] })
    expect(counts(s)).toEqual({ f1: near(150), f2: near(150), f3: near(300) })
  })

  it('is the same again for the same chance', () => {
    const run = () => {
      const s = newState({ roleSorter: 'random', frameworkSorter: 'random' })
      for (let i = 0; i < 9; i++) framework(s, `f${i}`, { roles: [`r${i % 4}`, `r0/${i % 2}`] })
      removeFramework(s, 'f3')
      for (let i = 0; i < 40; i++) agent(s, `S${i}`, 'cpus:1;mem:512')
      const random = seeded(2)
      const made = allocate(s, 'all', 0, random).allocations
      decline(s, made, { refuse_seconds: 1 })
      return [made, allocate(s, 'all', 1, random).allocations, allocate(s, 'all', 5000, random).allocations]
    }
    expect(run()).toEqual(run())
  })
})
