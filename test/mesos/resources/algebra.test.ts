import { describe, expect, it } from 'vitest'
import {
  add,
  allocate,
  contains,
  equal,
  formatResources,
  popReservation,
  pushReservation,
  quantities,
  remainder,
  subtract,
  toUnreserved,
  unallocate,
} from '../../../src/mesos/resources/index.ts'
import { r, volume } from './support.ts'

describe('add and subtract', () => {
  it.each([
    ['scalars are fixed point', 'cpus:0.1', 'cpus:0.2', 'cpus:0.3'],
    ['names stay apart', 'cpus:1', 'mem:2', 'cpus:1; mem:2'],
    ['ranges coalesce', 'ports:[1-3]', 'ports:[4-6, 9-9]', 'ports:[1-6, 9-9]'],
    ['sets unite', 'bugs:{a,b}', 'bugs:{b,c}', 'bugs:{a, b, c}'],
    ['roles stay apart', 'cpus:1', 'cpus(a):1', 'cpus:1; cpus(reservations: [(STATIC,a)]):1'],
  ])('%s', (_, a, b, sum) => {
    expect(formatResources(add(r(a), r(b)))).toBe(sum)
    expect(equal(add(r(b), r(a)), add(r(a), r(b)))).toBe(true)
  })

  it.each([
    ['cpus:1', 'cpus:0.999', 'cpus:0.001'],
    ['cpus:1', 'cpus:2', ''],
    ['ports:[1-10]', 'ports:[3-4, 7-7]', 'ports:[1-2, 5-6, 8-10]'],
    ['ports:[1-10, 20-30]', 'ports:[5-25]', 'ports:[1-4, 26-30]'],
    ['bugs:{a,b}', 'bugs:{a}', 'bugs:{b}'],
    ['cpus:1', 'cpus(a):1', 'cpus:1'],
  ])('%s − %s = %s', (a, b, rest) => expect(formatResources(subtract(r(a), r(b)))).toBe(rest))

  it.each([
    ['cpus:1;mem:5', 'cpus:1', true],
    ['cpus:1', 'cpus:1.001', false],
    ['cpus:0.5;cpus:0.5', 'cpus:1', true],
    ['ports:[1-10]', 'ports:[2-3, 5-10]', true],
    ['ports:[1-10]', 'ports:[2-11]', false],
    ['bugs:{a,b}', 'bugs:{b}', true],
    ['cpus(a):1', 'cpus:1', false],
    ['cpus:1', '', true],
  ])('%s contains %s: %s', (all, part, answer) => {
    expect(contains(r(all), r(part))).toBe(answer)
    expect(remainder(r(all), r(part)) !== undefined).toBe(answer)
  })
})

describe('volumes', () => {
  it('never melt, and are taken whole', () => {
    const two = add([volume('v', 10)], [volume('w', 10)])
    expect(two).toHaveLength(2)
    expect(contains([volume('v', 10)], [volume('v', 5)])).toBe(false)
    expect(subtract(two, [volume('v', 10)])).toEqual([volume('w', 10)])
  })

  it('shared ones appear once a use, and count once', () => {
    const one = volume('v', 10, 'a', { shared: {} })
    const twice = add([one], [one])
    expect(twice).toHaveLength(2)
    expect(quantities(twice)).toEqual({ disk: 10 })
    expect(subtract(twice, [one])).toEqual([one])
    expect(contains([one], twice)).toBe(false)
  })

  it('of a mount disk are not divisible, of a path disk are', () => {
    const on = (type: 'MOUNT' | 'PATH') => [{ ...r('disk:100')[0]!, disk: { source: { type } } }]
    const half = (type: 'MOUNT' | 'PATH') => [{ ...r('disk:50')[0]!, disk: { source: { type } } }]
    expect(contains(on('MOUNT'), half('MOUNT'))).toBe(false)
    expect(contains(on('PATH'), half('PATH'))).toBe(true)
    expect(add(on('PATH'), on('PATH'))).toHaveLength(1)
    expect(add(on('MOUNT'), on('MOUNT'))).toHaveLength(2)
  })
})

describe('reservations', () => {
  const refined = pushReservation(r('cpus(a):1'), { type: 'DYNAMIC', role: 'a/b', principal: 'p' })

  it('are a stack', () => {
    expect(refined[0]!.reservations).toEqual([
      { type: 'STATIC', role: 'a' },
      { type: 'DYNAMIC', role: 'a/b', principal: 'p' },
    ])
    expect(popReservation(refined)).toEqual(r('cpus(a):1'))
    expect(toUnreserved(add(refined, r('cpus:1')))).toEqual(r('cpus:2'))
  })

  it('allocation marks and unmarks', () => {
    expect(allocate(r('cpus:1'), 'a')[0]!.allocation_info).toEqual({ role: 'a' })
    expect(unallocate([...allocate(r('cpus:1'), 'a'), ...allocate(r('cpus:1'), 'b')])).toEqual(r('cpus:2'))
    expect(contains(allocate(r('cpus:1'), 'a'), r('cpus:1'))).toBe(false)
  })
})
