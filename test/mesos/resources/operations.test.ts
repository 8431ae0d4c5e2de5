import { describe, expect, it } from 'vitest'
import type { OfferOperation } from '../../../src/mesos/messages/offer.ts'
import type { Resource } from '../../../src/mesos/messages/resource.ts'
import {
  applyOperation,
  consumedBy,
  equal,
  formatQuantities,
  formatResources,
  isSpeculative,
  providerOf,
  resourcesOf,
} from '../../../src/mesos/resources/index.ts'
import { dynamic, r, volume } from './support.ts'

const refined = (text: string): Resource[] =>
  dynamic(text).map(x => ({
    ...x,
    reservations: [...x.reservations!, { type: 'DYNAMIC', role: 'a/b', principal: 'p' }],
  }))
const reserve = (resources: Resource[], source: Resource[] = []): OfferOperation => ({
  type: 'RESERVE',
  reserve: { resources, source },
})
const unreserve = (resources: Resource[]): OfferOperation => ({ type: 'UNRESERVE', unreserve: { resources } })
const create = (...volumes: Resource[]): OfferOperation => ({ type: 'CREATE', create: { volumes } })
const destroy = (...volumes: Resource[]): OfferOperation => ({ type: 'DESTROY', destroy: { volumes } })
const grow = (on: Resource, addition: Resource): OfferOperation => ({
  type: 'GROW_VOLUME',
  grow_volume: { volume: on, addition },
})
const shrink = (on: Resource, value: number): OfferOperation => ({
  type: 'SHRINK_VOLUME',
  shrink_volume: { volume: on, subtract: { value } },
})
const path = { source: { type: 'PATH' as const, path: { root: '/d' } } }
const onPath = (list: Resource[]) => list.map(x => ({ ...x, disk: { ...x.disk, ...path } }))

/** What there is, the operation, what there is then. */
const table: readonly [string, Resource[], OfferOperation, Resource[]][] = [
  ['reserve', r('cpus:4'), reserve(dynamic('cpus:1')), [...r('cpus:3'), ...dynamic('cpus:1')]],
  ['reserve all', r('cpus:1'), reserve(dynamic('cpus:1')), dynamic('cpus:1')],
  [
    'reserve ports',
    r('ports:[1-9]'),
    reserve(dynamic('ports:[3-4]')),
    [...r('ports:[1-2,5-9]'), ...dynamic('ports:[3-4]')],
  ],
  [
    'reserve more of it',
    [...r('cpus:3'), ...dynamic('cpus:1')],
    reserve(dynamic('cpus:2')),
    [...r('cpus:1'), ...dynamic('cpus:3')],
  ],
  ['refine', dynamic('cpus:2'), reserve(refined('cpus:1')), [...dynamic('cpus:1'), ...refined('cpus:1')]],
  [
    'give to another',
    dynamic('cpus:2'),
    reserve(dynamic('cpus:1', 'b'), dynamic('cpus:1')),
    [...dynamic('cpus:1'), ...dynamic('cpus:1', 'b')],
  ],
  ['unreserve', dynamic('cpus:2'), unreserve(dynamic('cpus:1')), [...r('cpus:1'), ...dynamic('cpus:1')]],
  ['unrefine', refined('cpus:2'), unreserve(refined('cpus:2')), dynamic('cpus:2')],
  ['create', dynamic('disk:10'), create(volume('v', 4)), [...dynamic('disk:6'), volume('v', 4)]],
  ['create two', dynamic('disk:10'), create(volume('v', 4), volume('w', 6)), [volume('v', 4), volume('w', 6)]],
  [
    'create on a path',
    onPath(dynamic('disk:10')),
    create(...onPath([volume('v', 4)])),
    [...onPath(dynamic('disk:6')), ...onPath([volume('v', 4)])],
  ],
  ['destroy', [volume('v', 4), volume('w', 1)], destroy(volume('v', 4)), [...dynamic('disk:4'), volume('w', 1)]],
  [
    'grow',
    [volume('v', 4), ...dynamic('disk:3')],
    grow(volume('v', 4), dynamic('disk:2')[0]!),
    [volume('v', 6), ...dynamic('disk:1')],
  ],
  ['shrink', [volume('v', 4)], shrink(volume('v', 4), 1.5), [volume('v', 2.5), ...dynamic('disk:1.5')]],
]

describe('what an operation makes', () => {
  it.each(table)('%s', (_, before, operation, after) => {
    const applied = applyOperation(before, operation)
    const shown = 'resources' in applied ? formatResources(applied.resources) : applied.error
    expect('resources' in applied && equal(applied.resources, after), `${shown}, not ${formatResources(after)}`).toBe(
      true,
    )
  })

  it.each(table)('%s: nothing where it is not there', (_, before, operation) => {
    const without = before.map(x => ({ ...x, name: `other-${x.name}` }))
    expect(applyOperation(without, operation)).toEqual({ error: expect.stringContaining('does not contain') })
  })

  it.each(table)('%s: no more and no less than before', (_, before, operation) => {
    const total = (list: readonly Resource[]) => list.reduce((sum, { scalar }) => sum + (scalar?.value ?? 0), 0)
    const applied = applyOperation(before, operation) as { resources: Resource[] }
    expect(total(applied.resources)).toBe(total(before))
  })
})

describe('what an operation is about', () => {
  const source: Resource = { ...r('disk:10')[0]!, provider_id: { value: 'rp' } }
  const disk: OfferOperation = { type: 'CREATE_DISK', create_disk: { source, target_type: 'MOUNT' } }
  it.each<[string, OfferOperation, Resource[], string | undefined]>([
    ['a reservation', reserve(dynamic('cpus:1')), r('cpus:1'), undefined],
    ['a volume', create(volume('v', 4)), dynamic('disk:4'), undefined],
    [
      'several',
      unreserve([...dynamic('cpus:1'), ...dynamic('mem:2')]),
      [...dynamic('cpus:1'), ...dynamic('mem:2')],
      undefined,
    ],
    ['a disk', disk, [source], 'rp'],
    [
      'a provider’s reservation',
      reserve([{ ...dynamic('disk:1')[0]!, provider_id: { value: 'rp' } }]),
      [{ ...r('disk:1')[0]!, provider_id: { value: 'rp' } }],
      'rp',
    ],
  ])('%s', (_, operation, takes, provider) => {
    expect(consumedBy(operation)).toEqual(takes)
    expect(providerOf(operation)).toBe(provider)
  })

  it('only disks wait for their provider', () => {
    expect([disk, create(volume('v', 1))].map(isSpeculative)).toEqual([false, true])
  })

  it('names all of them', () =>
    expect(resourcesOf(reserve(dynamic('cpus:1', 'b'), dynamic('cpus:1')))).toEqual([
      ...dynamic('cpus:1', 'b'),
      ...dynamic('cpus:1'),
    ]))

  it('what cannot be says why', () => {
    expect(consumedBy({ type: 'GROW_VOLUME' })).toContain('missing')
    expect(consumedBy({})).toContain('without type')
  })
})

it('amounts as text', () =>
  expect([formatQuantities({ cpus: 1, mem: 2.5 }), formatQuantities({})]).toEqual(['cpus:1; mem:2.5', 'nothing']))
