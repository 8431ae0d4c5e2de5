import { expect, it } from 'vitest'
import { type OperationContext, validateOperation } from '../../../../src/daemons/master/validation/operation.ts'
import type { OfferOperation } from '../../../../src/mesos/messages/offer.ts'
import type { Resource, ResourceDiskInfoSource } from '../../../../src/mesos/messages/resource.ts'
import { allocate } from '../../../../src/mesos/resources/index.ts'
import { dynamic, r, volume } from '../../../mesos/resources/support.ts'

const context: OperationContext = {
  principal: 'p',
  allocationRole: 'a',
  frameworkRoles: new Set(['a']),
  frameworkCapabilities: new Set(),
  agentCapabilities: new Set(['RESIZE_VOLUME', 'RESERVATION_REFINEMENT', 'RESOURCE_PROVIDER']),
  total: [...r('cpus:4'), ...dynamic('disk:100'), volume('v', 10), volume('busy', 10)],
  used: [volume('busy', 10)],
}

type DiskType = ResourceDiskInfoSource['type']

const mine = (resources: Resource[]) => allocate(resources, 'a')
const reserve = (resources: Resource[], source: Resource[] = []): OfferOperation => ({
  type: 'RESERVE',
  reserve: { resources, source },
})
const raw = (source: Partial<ResourceDiskInfoSource>): Resource => ({
  ...r('disk:10')[0]!,
  disk: { source: { type: 'RAW', ...source } },
  provider_id: { value: 'rp' },
})
const createDisk = (source: Resource, target_type: DiskType, target_profile?: string): OfferOperation => ({
  type: 'CREATE_DISK',
  create_disk: { source: mine([source])[0]!, target_type, target_profile },
})
const destroyDisk = (source: Resource): OfferOperation => ({
  type: 'DESTROY_DISK',
  destroy_disk: { source: mine([source])[0]! },
})
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
  ['GROW_VOLUME by what is reserved for others', grow(volume('v', 10), dynamic('disk:5', 'b')), 'kind of disk'],
  ['GROW_VOLUME by nothing', grow(volume('v', 10), [{ ...dynamic('disk:1')[0]!, scalar: { value: 0 } }]), 'nothing'],
  ['RESERVE with a source', reserve(mine(dynamic('cpus:1')), mine(r('cpus:1'))), 'framework'],
  ['RESERVE a nested role', reserve(mine(dynamic('cpus:1', 'a/b'))), 'nested'],
  ['CREATE shared', create(volume('w', 10, 'a', { shared: {} })), 'SHARED_RESOURCES'],
  ['CREATE_DISK without a source', { type: 'CREATE_DISK' }, 'no resources'],
  ['CREATE_DISK', createDisk(raw({ profile: 'fast' }), 'MOUNT'), undefined],
  ['CREATE_DISK with a profile', createDisk(raw({}), 'BLOCK', 'fast'), undefined],
  ['CREATE_DISK without a profile', createDisk(raw({}), 'MOUNT'), 'neither'],
  ['CREATE_DISK with two profiles', createDisk(raw({ profile: 'fast' }), 'MOUNT', 'fast'), 'already'],
  ['CREATE_DISK to PATH', createDisk(raw({ profile: 'fast' }), 'PATH'), 'become PATH'],
  ['CREATE_DISK of no provider', createDisk(r('disk:10')[0]!, 'MOUNT', 'fast'), 'no resource provider'],
  ['CREATE_DISK of a mount', createDisk(raw({ type: 'MOUNT', id: 'x' }), 'MOUNT', 'fast'), 'no RAW disk'],
  ['DESTROY_DISK', destroyDisk(raw({ type: 'MOUNT', id: 'x' })), undefined],
  ['DESTROY_DISK without a volume', destroyDisk(raw({ type: 'MOUNT' })), 'backed by no volume'],
  ['DESTROY_DISK of a path', destroyDisk(raw({ type: 'PATH', id: 'x' })), 'no MOUNT'],
  ['LAUNCH', { type: 'LAUNCH' }, 'not supported'],
  ['nothing', {}, 'without type'],
])('%s', (_, operation, words) => {
  const problem = validateOperation(operation, context)
  if (words === undefined) expect(problem).toBeUndefined()
  else expect(problem).toContain(words)
})

const operator = { ...context, principal: undefined, allocationRole: undefined, frameworkRoles: undefined }

it.each<[string, Resource[], Resource[], string | undefined]>([
  ['of nobody', dynamic('cpus:1'), [], undefined],
  ['in the name of anybody, unless somebody authenticated', owned('q'), [], undefined],
  ['of what is allocated', mine(dynamic('cpus:1')), [], 'operator'],
  ['in the place of another', dynamic('cpus:1', 'b'), dynamic('cpus:1'), undefined],
  ['in the place of another amount', dynamic('cpus:1', 'b'), dynamic('cpus:2'), 'other amounts'],
  ['in the place of several', dynamic('cpus:1;mem:1', 'b'), [...dynamic('cpus:1'), ...dynamic('mem:1', 'c')], 'mixes'],
  [
    'for several in the place of one',
    [...dynamic('cpus:1', 'b'), ...dynamic('mem:1', 'c')],
    dynamic('cpus:1;mem:1'),
    'mix',
  ],
])('an operator reserves %s', (_, resources, source, words) => {
  const problem = validateOperation(reserve(resources, source), operator)
  if (words === undefined) expect(problem).toBeUndefined()
  else expect(problem).toContain(words)
})
