import { describe, expect, it } from 'vitest'
import type { Container, ProvisionedImage } from '../../../../../src/daemons/follower/containerizer/container.ts'
import {
  type IsolatorSettings,
  isRefusal,
} from '../../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import { isolators } from '../../../../../src/daemons/follower/containerizer/isolators/table.ts'
import { volumeRefusal } from '../../../../../src/daemons/follower/containerizer/isolators/volume/kind.ts'
import type { LaunchSpec } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import type { Volume } from '../../../../../src/mesos/messages/volume.ts'

const settings: IsolatorSettings = {
  cgroups_enable_cfs: false,
  cgroups_limit_swap: false,
  revocable_cpu_low_priority: true,
  isolation: 'filesystem/linux',
  runtime_dir: '/run/m',
  sandbox_directory: '/mnt/sandbox',
  host_path_volume_force_creation: '/data:/srv/x',
}
const spec: LaunchSpec = {
  process: { args: ['true'], env: [], cwd: '/' },
  linux: { cgroupsPath: 'c', controllers: [], resources: {} },
}
const image: ProvisionedImage = { backend: 'copy', layers: [], rootfs: '/images/root', config: {} }
const parent: Container = {
  id: 'p',
  kind: 'executor',
  command: {},
  directory: '/w/p',
  resources: { cpus: 1, mem: 1 },
}
const container = (volumes: readonly Volume[], given: Partial<Container> = {}): Container => ({
  ...parent,
  id: 'p/c',
  kind: 'nested',
  parent,
  directory: '/w/p/containers/c',
  info: { type: 'MESOS', volumes: [...volumes] },
  ...given,
})
const prepared = (name: string, one: Container, given: Partial<IsolatorSettings> = {}) => {
  const amended = isolators.find(isolator => isolator.name === name)!.prepare!(spec, one, { ...settings, ...given })
  if (isRefusal(amended)) return amended.refused
  const { mounts, preparations, linux, hostMounts } = amended
  return { mounts, preparations, namespaces: linux.namespaces, propagation: linux.rootfsPropagation, hostMounts }
}
const sandboxPath = (container_path: string, type: 'SELF' | 'PARENT' | undefined, path: string): Volume => ({
  mode: 'RW',
  container_path,
  source: { type: 'SANDBOX_PATH', sandbox_path: { ...(type ? { type } : {}), path } },
})
const hostPath = (container_path: string, path: string, more: Partial<Volume> = {}): Volume => ({
  mode: 'RW',
  container_path,
  source: { type: 'HOST_PATH', host_path: { path } },
  ...more,
})

describe('volume/sandbox_path', () => {
  it('pins a place of the parent and mounts it from there', () =>
    expect(prepared('volume/sandbox_path', container([sandboxPath('mine/x', 'PARENT', 'shared//y/.')]))).toEqual({
      mounts: [
        {
          destination: '/w/p/containers/c/mine/x',
          source: '/run/m/volumes/p.c/0',
          type: 'bind',
          options: ['rbind', 'rw'],
        },
      ],
      preparations: [
        { kind: 'sandbox-folder', root: '/w/p', path: 'shared/y' },
        { kind: 'pin', root: '/w/p', path: 'shared/y', at: '/run/m/volumes/p.c/0' },
        { kind: 'mount-point', root: '/w/p', path: 'containers/c/mine/x', like: '/run/m/volumes/p.c/0' },
      ],
      namespaces: [{ type: 'mount' }],
    }))

  const persistent = (container_path: string, id: string, mode: 'RW' | 'RO' = 'RW') => ({
    name: 'disk',
    type: 'SCALAR' as const,
    scalar: { value: 1 },
    reservations: [{ type: 'DYNAMIC' as const, role: 'r' }],
    disk: { persistence: { id }, volume: { container_path, mode } },
  })

  it.each([
    ['data', '/work/volumes/roles/r/one', '', 'rw'],
    ['data/sub', '/work/volumes/roles/r/one', 'sub', 'rw'],
    ['data/deep/x', '/work/volumes/roles/r/two', 'x', 'ro'],
    ['database', '/w/p', 'database', 'rw'],
  ])('takes %s for what the parent has there', (path, root, rest, mode) => {
    const all = [persistent('data', 'one'), persistent('data/deep', 'two', 'RO'), persistent('/abs', 'three')]
    const holder = { ...parent, resources: { cpus: 1, mem: 1, all } }
    const one = container([sandboxPath('x', 'PARENT', path)], { parent: holder })
    expect(prepared('volume/sandbox_path', one, { work_dir: '/work' })).toMatchObject({
      mounts: [{ options: ['rbind', mode] }],
      preparations: [{ kind: 'sandbox-folder', root, path: rest }, { kind: 'pin', root, path: rest }, {}],
    })
  })

  it('is a link without a file system of its own', () =>
    expect(
      prepared('volume/sandbox_path', container([sandboxPath('mine', 'PARENT', 'shared')]), { isolation: 'posix/cpu' }),
    ).toEqual({
      preparations: [
        { kind: 'sandbox-folder', root: '/w/p', path: 'shared' },
        { kind: 'link', root: '/w/p', path: 'containers/c/mine', target: '/w/p/shared' },
      ],
    }))

  it('takes SELF, and the old form of it, to an absolute place', () => {
    for (const volume of [
      sandboxPath('/opt', 'SELF', 'd'),
      { mode: 'RW', container_path: '/opt', host_path: 'd' } as const,
    ]) {
      expect(prepared('volume/sandbox_path', container([volume], { image }))).toMatchObject({
        mounts: [{ destination: '/opt', source: '/run/m/volumes/p.c/0' }],
        preparations: [
          { kind: 'sandbox-folder', root: '/w/p', path: 'containers/c/d' },
          { kind: 'pin', path: 'containers/c/d' },
        ],
      })
    }
  })

  const refusals: readonly [string, Volume, string, Partial<Container>?, Partial<IsolatorSettings>?][] = [
    ['.. in the sandbox', sandboxPath('x', 'PARENT', '../y'), "'../y' in the sandbox holds '..'"],
    ['.. in the container', sandboxPath('x/../../y', 'PARENT', 'y'), "'x/../../y' of a volume holds '..'"],
    ['an absolute path in the sandbox', sandboxPath('x', 'PARENT', '/etc'), "'/etc' in the sandbox is absolute"],
    ['the sandbox itself as a mount point', sandboxPath('./', 'PARENT', 'y'), 'names nothing below its root'],
    ['a NUL', sandboxPath('x\0', 'PARENT', 'y'), 'holds a NUL character'],
    ['SELF at a relative place', sandboxPath('x', 'SELF', 'y'), 'one of type SELF needs an absolute container_path'],
    ['no type', sandboxPath('x', undefined, 'y'), 'its type is neither SELF nor PARENT'],
    ['a parent of nobody', sandboxPath('x', 'PARENT', 'y'), 'is for nested containers', { kind: 'executor' }],
    ['a parent that is not known', sandboxPath('x', 'PARENT', 'y'), 'is not known', { parent: undefined }],
    [
      'an absolute place without mounts',
      sandboxPath('/x', 'PARENT', 'y'),
      'needs filesystem/linux',
      {},
      { isolation: '' },
    ],
  ]
  it.each(refusals)('refuses %s', (_, volume, says, given, more) =>
    expect(prepared('volume/sandbox_path', container([volume], given as Partial<Container>), more)).toContain(says),
  )
})

describe('volume/host_path', () => {
  it.each([
    ['with an image', 'v', { image }, '/mnt/sandbox/v'],
    ['without one', 'v', {}, '/w/p/containers/c/v'],
  ] as const)('comes below the sandbox %s', (_, at, given, destination) =>
    expect(prepared('volume/host_path', container([hostPath(at, '/data//a')], given))).toMatchObject({
      mounts: [{ destination, source: '/data/a' }],
      preparations: [
        { kind: 'host-path', path: '/data/a', creatable: ['/data', '/srv/x'] },
        { kind: 'mount-point', root: '/w/p', path: 'containers/c/v', like: '/data/a' },
      ],
    }),
  )

  it('makes no place on the host for an absolute one', () =>
    expect(prepared('volume/host_path', container([hostPath('/there', '/data')]))).toMatchObject({
      mounts: [{ destination: '/there' }],
      preparations: [{ kind: 'host-path' }, { kind: 'host-path', path: '/there', creatable: [] }],
    }))

  it.each([
    ['5.10.0-28-amd64', 'ro'],
    ['5.12.0', 'rro'],
    ['6.1.0', 'rro'],
    ['6.1.0', 'ro', true],
  ])('is read-only as far as Linux %s can', (kernel, option, file = false) => {
    const machine = { kernel } as NonNullable<IsolatorSettings['machine']>
    const volume = hostPath('v', '/data', { mode: 'RO' })
    expect(prepared('volume/host_path', container([volume]), { machine, isFile: () => file })).toMatchObject({
      mounts: [{ options: ['rbind', option] }],
    })
  })

  it('is where it is when nothing moves it', () =>
    expect(prepared('volume/host_path', container([hostPath('/data', '/data')]))).toMatchObject({ mounts: [] }))

  it('lets mounts out only where that is asked for', () => {
    const both = { type: 'HOST_PATH', host_path: { path: '/d', mount_propagation: { mode: 'BIDIRECTIONAL' } } } as const
    expect(prepared('volume/host_path', container([hostPath('v', '', { source: both })]))).toMatchObject({
      mounts: [{ options: ['rbind', 'rw', 'rshared'] }],
      propagation: 'shared',
    })
  })

  it('refuses .. and what is relative', () => {
    expect(prepared('volume/host_path', container([hostPath('v', '/data/../etc')]))).toContain("holds '..'")
    expect(prepared('volume/host_path', container([hostPath('v', 'data')]))).toContain('is not absolute')
  })
})

describe('volume/image', () => {
  const volume: Volume = { mode: 'RO', container_path: 'tools', image: { type: 'DOCKER', docker: { name: 'i' } } }
  it('is mounted as its backend has it', () => {
    const overlay = { cwd: '/images', options: 'lowerdir=1' }
    const volumeImages = new Map([[0, { ...image, backend: 'overlay' as const, overlay }]])
    expect(prepared('volume/image', container([volume], { volumeImages }))).toMatchObject({
      hostMounts: [{ type: 'overlay', target: '/images/root', ...overlay }],
      mounts: [{ destination: '/w/p/containers/c/tools', source: '/images/root' }],
    })
  })
  it('says so where there are no images', () =>
    expect(prepared('volume/image', container([volume]))).toContain('--image_providers'))
})

describe('secrets', () => {
  const secret = (value: object): Volume => ({
    mode: 'RO',
    container_path: 'key',
    source: { type: 'SECRET', secret: value },
  })
  const user = { username: 'u', uid: 7, gid: 8 }

  it('lie in memory, before anything is mounted', () =>
    expect(
      prepared('volume/secret', container([secret({ type: 'VALUE', value: { data: 'YQ==' } })], { user })),
    ).toMatchObject({
      mounts: [{ destination: '/w/p/containers/c/key', source: '/run/m/volumes/p.c.secrets/0' }],
      preparations: [
        { kind: 'secrets', folder: '/run/m/volumes/p.c.secrets', user, files: [{ name: '0', data: 'YQ==' }] },
        { kind: 'mount-point', like: '/run/m/volumes/p.c.secrets/0' },
      ],
    }))

  it.each([
    [{ type: 'REFERENCE', reference: { name: 'db' } }, "is the reference 'db'"],
    [{ type: 'VALUE' }, 'has no value'],
    [{ type: 'VALUE', reference: { name: 'db' }, value: { data: '' } }, 'has both a reference and a value'],
  ])('are refused as %j', (value, says) => {
    expect(prepared('volume/secret', container([secret(value)]))).toContain(says)
    const command = { environment: { variables: [{ name: 'KEY', type: 'SECRET' as const, secret: value as never }] } }
    expect(prepared('environment_secret', container([], { command }))).toContain(`the environment variable KEY ${says}`)
  })
})

describe('volumes that nobody here can give', () => {
  const source = (one: object): Volume => ({ mode: 'RW', container_path: 'v', source: one })
  const cases: readonly [string, Volume, string][] = [
    ['of a driver', source({ type: 'DOCKER_VOLUME', docker_volume: { name: 'n' } }), 'docker/volume'],
    ['of CSI', source({ type: 'CSI_VOLUME', csi_volume: { plugin_name: 'p' } }), 'volume/csi'],
    ['of the host, without the isolator', hostPath('v', '/data'), 'volume/host_path'],
    ['of nothing', { mode: 'RW', container_path: 'v' }, 'exactly one of'],
    ['of two things', { ...hostPath('v', '/a'), host_path: '/b' }, 'exactly one of'],
    ['of an unknown kind', source({}), 'type of its source'],
    ['without what their type says', source({ type: 'SECRET' }), 'has no secret'],
  ]
  it.each(cases)('%s are refused by name', (_, volume, says) =>
    expect(volumeRefusal(container([volume]), [{ name: 'volume/sandbox_path' }])).toContain(says),
  )
  it('and none for debug containers', () =>
    expect(
      volumeRefusal({ ...container([hostPath('v', '/a')]), kind: 'debug' }, [{ name: 'volume/host_path' }]),
    ).toContain('debug'))
  it('others pass', () =>
    expect(volumeRefusal(container([hostPath('v', '/a')]), [{ name: 'volume/host_path' }])).toBeUndefined())
})
