import { expect, it } from 'vitest'
import { type OperationContext, validateOperation } from '../../../../src/daemons/master/validation/operation.ts'
import type { OfferOperation } from '../../../../src/mesos/messages/offer.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { allocate } from '../../../../src/mesos/resources/index.ts'
import { dynamic, r, volume } from '../../../mesos/resources/support.ts'

const context: OperationContext = {
  principal: 'p',
  allocationRole: 'a',
  frameworkRoles: new Set(['a']),
  agentCapabilities: new Set(['RESIZE_VOLUME']),
  total: [...r('cpus:4'), ...dynamic('disk:100'), volume('v', 10), volume('busy', 10)],
  used: [volume('busy', 10)],
}

const mine = (resources: Resource[]) => allocate(resources, 'a')
const reserve = (resources: Resource[]): OfferOperation => ({ type: 'RESERVE', reserve: { resources } })
const create = (...volumes: Resource[]): OfferOperation => ({ type: 'CREATE', create: { volumes: mine(volumes) } })
const destroy = (...volumes: Resource[]): OfferOperation => ({ type: 'DESTROY', destroy: { volumes: mine(volumes) } })
const grow = (on: Resource, by: Resource[]): OfferOperation => ({
  type: 'GROW_VOLUME',
  grow_volume: { volume: mine([on])[0]!, addition: mine(by)[0]! },
})
const shrink = (on: Resource, value: number): OfferOperation => ({
  type: 'SHRINK_VOLUME',
  shrink_volume: { volume: mine([on])[0]!, subtract: { value } },
})
const owned = (principal: string) =>
  dynamic('cpus:1').map(x => ({ ...x, reservations: [{ type: 'DYNAMIC' as const, role: 'a', principal }] }))

it.each<[string, OfferOperation, string | undefined]>([
  ['RESERVE', reserve(mine(dynamic('cpus:1'))), undefined],
  ['RESERVE nothing', reserve([]), 'no resources'],
  ['RESERVE statically', reserve(mine(r('cpus(a):1'))), 'dynamically'],
  ['RESERVE for another role', reserve(mine(dynamic('cpus:1', 'b'))), "'b'"],
  ['RESERVE as another', reserve(mine(owned('q'))), 'principal'],
  ['RESERVE unallocated', reserve(dynamic('cpus:1')), 'allocated'],
  ['UNRESERVE', { type: 'UNRESERVE', unreserve: { resources: mine(dynamic('cpus:1')) } }, undefined],
  ['UNRESERVE a volume', { type: 'UNRESERVE', unreserve: { resources: mine([volume('v', 10)]) } }, 'destroyed first'],
  ['CREATE', create(volume('w', 10)), undefined],
  ['CREATE twice', create(volume('w', 10), volume('w', 5)), 'twice'],
  ['CREATE again', create(volume('v', 10)), 'already'],
  ['CREATE what is no volume', create(...dynamic('disk:1')), 'not a persistent volume'],
  ['DESTROY', destroy(volume('v', 10)), undefined],
  ['DESTROY in use', destroy(volume('busy', 10)), 'in use'],
  ['DESTROY unknown', destroy(volume('x', 10)), 'no such volume'],
  ['GROW_VOLUME', grow(volume('v', 10), dynamic('disk:5')), undefined],
  ['GROW_VOLUME shared', grow(volume('v', 10, 'a', { shared: {} }), dynamic('disk:5')), 'shared'],
  ['SHRINK_VOLUME', shrink(volume('v', 10), 5), undefined],
  ['SHRINK_VOLUME to nothing', shrink(volume('v', 10), 10), 'left'],
  ['CREATE_DISK', { type: 'CREATE_DISK' }, 'not supported'],
])('%s', (_, operation, words) => {
  const problem = validateOperation(operation, context)
  if (words === undefined) expect(problem).toBeUndefined()
  else expect(problem).toContain(words)
})

it('an operator names no allocation', () => {
  const operator = { ...context, allocationRole: undefined, frameworkRoles: undefined }
  expect(validateOperation(reserve(dynamic('cpus:1')), operator)).toBeUndefined()
  expect(validateOperation(reserve(mine(dynamic('cpus:1'))), operator)).toContain('operator')
})
