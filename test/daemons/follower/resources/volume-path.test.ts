import { describe, expect, it } from 'vitest'
import { flagProblems } from '../../../../src/daemons/follower/resources/flag-problems.ts'
import { volumeChanges, volumePath } from '../../../../src/daemons/follower/resources/volume-path.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'

const volume = (id: string, role: string, source?: object, size = 1): Resource =>
  ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: size },
    reservations: [{ type: 'DYNAMIC', role }],
    disk: {
      persistence: { id, principal: 'p' },
      volume: { container_path: 'data', mode: 'RW' },
      ...(source && { source }),
    },
  }) as Resource

describe('a volume lies', () => {
  it.each<[Resource, string | undefined]>([
    [volume('v', 'dev'), '/work/volumes/roles/dev/v'],
    [volume('v', 'eng/web/x'), '/work/volumes/roles/eng web x/v'],
    [volume('v', 'dev', { type: 'PATH', path: { root: '/disk1' } }), '/disk1/volumes/roles/dev/v'],
    [volume('v', 'dev', { type: 'PATH', path: { root: 'disk1' } }), '/work/disk1/volumes/roles/dev/v'],
    [volume('v', 'dev', { type: 'MOUNT', mount: { root: '/disk2/' } }), '/disk2'],
    [volume('v', 'dev', { type: 'BLOCK' }), undefined],
    [{ ...volume('v', 'dev'), provider_id: { value: 'csi' } }, undefined],
    [{ name: 'disk', type: 'SCALAR', scalar: { value: 1 } }, undefined],
  ])('%j: %s', (resource, path) => expect(volumePath('/work/', resource)).toBe(path))
})

describe('between two states', () => {
  const made = (before: Resource[], after: Resource[]) => volumeChanges('/work', before, after)
  it('volumes are made and removed', () => {
    expect(made([volume('a', 'r')], [volume('b', 'r')])).toEqual({
      made: [{ path: '/work/volumes/roles/r/b', mount: false }],
      removed: [{ path: '/work/volumes/roles/r/a', mount: false }],
    })
  })
  it('one that grew, or is shared by many, is the same', () => {
    const shared = { ...volume('a', 'r'), shared: {} }
    expect(made([volume('a', 'r')], [volume('a', 'r', undefined, 9)])).toEqual({ made: [], removed: [] })
    expect(made([shared, shared], [shared])).toEqual({ made: [], removed: [] })
  })
})

describe('flags may not say', () => {
  const mount = (root: string, role = '*'): Resource => ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 1 },
    disk: { source: { type: 'MOUNT', mount: { root } } },
    ...(role === '*' ? {} : { reservations: [{ type: 'STATIC', role }] }),
  })
  const path = (root: string): Resource => ({ ...mount(root), disk: { source: { type: 'PATH', path: { root } } } })
  it.each<[Resource[], string]>([
    [[volume('v', 'r')], 'a persistent volume is created'],
    [[{ ...volume('v', 'r'), disk: undefined }], 'a dynamic reservation is made'],
    [[{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, revocable: {} }], 'resource estimator'],
    [[{ name: 'disk', type: 'SCALAR', scalar: { value: 1 }, disk: { source: { type: 'RAW' } } }], 'type RAW'],
    [[{ name: 'disk', type: 'SCALAR', scalar: { value: 1 }, disk: { source: { type: 'MOUNT' } } }], 'needs its root'],
    [[{ ...path('/x'), provider_id: { value: 'p' } }], 'no resource providers'],
    [[mount('/x'), mount('/x/', 'r')], '/x is the root of more than one disk'],
    [[mount('/x'), path('/x')], '/x is the root of more than one disk'],
  ])('%j', (resources, problem) => expect(flagProblems(resources, '/work').join()).toContain(problem))
  it('but disks, and one path for several roles', () => {
    expect(
      flagProblems(
        [mount('/x'), mount('/y'), path('/z'), { ...path('/z'), reservations: [{ type: 'STATIC', role: 'r' }] }],
        '/work',
      ),
    ).toEqual([])
  })
})
