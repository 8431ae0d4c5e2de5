import { describe, expect, it } from 'vitest'
import type { Container } from '../../../../../src/daemons/follower/containerizer/container.ts'
import { filesystemLinux } from '../../../../../src/daemons/follower/containerizer/isolators/filesystem/linux.ts'
import { filesystemPosix } from '../../../../../src/daemons/follower/containerizer/isolators/filesystem/posix.ts'
import {
  type Isolator,
  type IsolatorSettings,
  isRefusal,
} from '../../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import { namespacesIpc } from '../../../../../src/daemons/follower/containerizer/isolators/namespaces/ipc.ts'
import { namespacesPid } from '../../../../../src/daemons/follower/containerizer/isolators/namespaces/pid.ts'
import type { LaunchSpec } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import type { LinuxInfo } from '../../../../../src/mesos/messages/container.ts'
import type { Resource } from '../../../../../src/mesos/messages/resource.ts'

const settings: IsolatorSettings = {
  cgroups_enable_cfs: false,
  cgroups_limit_swap: false,
  revocable_cpu_low_priority: true,
  isolation: 'filesystem/linux,namespaces/pid,namespaces/ipc',
  work_dir: '/work',
  runtime_dir: '/run',
  sandbox_directory: '/mnt/sandbox',
}
const image = {
  backend: 'overlay',
  layers: [],
  rootfs: '/rootfs',
  overlay: { cwd: '/layers', options: 'nodev,lowerdir=0' },
  config: {},
} as const
const container = (more: Partial<Container> = {}): Container => ({
  id: 'c',
  kind: 'executor',
  command: {},
  directory: '/work/runs/c',
  resources: { cpus: 1, mem: 1 },
  ...more,
})
const linux = (linux_info: LinuxInfo, more: Partial<Container> = {}) =>
  container({ ...more, info: { type: 'MESOS', linux_info } })
const spec: LaunchSpec = {
  process: { args: [], env: ['MESOS_SANDBOX=/work/runs/c'], cwd: '/work/runs/c' },
  linux: { cgroupsPath: '', controllers: [], resources: {} },
}
const amend = (isolator: Isolator, of: Container, given: Partial<IsolatorSettings> = {}) => {
  const rooted = of.image ? { ...spec, root: { path: of.image.rootfs } } : spec
  const result = isolator.prepare!(rooted, of, { ...settings, ...given })
  return isRefusal(result) ? result.refused : result
}
const amended = (isolator: Isolator, of: Container, given: Partial<IsolatorSettings> = {}): LaunchSpec => {
  const result = amend(isolator, of, given)
  if (typeof result === 'string') throw new Error(result)
  return result
}
const volume = (path: string, more: object = {}, mode = 'RW') =>
  ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 1 },
    reservations: [{ type: 'DYNAMIC', role: 'a/b' }],
    disk: { persistence: { id: 'p' }, volume: { container_path: path, mode } },
    ...more,
  }) as unknown as Resource
const holding = (...all: readonly Resource[]) => container({ resources: { cpus: 1, mem: 1, all } })

describe('filesystem/posix', () => {
  it('links to persistent volumes', () => {
    expect(amended(filesystemPosix, holding(volume('data/x'))).preparations).toEqual([
      { kind: 'folder', path: '/work/volumes/roles/a b/p' },
      { kind: 'link', root: '/work/runs/c', path: 'data/x', target: '/work/volumes/roles/a b/p' },
    ])
  })
  it.each([
    ['an absolute path', holding(volume('/data')), 'needs filesystem/linux'],
    ['a way out', holding(volume('../data')), "holds '..'"],
    [
      'an image',
      container({ info: { type: 'MESOS', mesos: { image: { type: 'DOCKER' } } } }),
      'needs filesystem/linux',
    ],
  ])('refuses %s', (_, of, says) => expect(amend(filesystemPosix, of)).toContain(says))
  it('gives a volume to its user, unless others have it too', () => {
    const user = { username: 'u', uid: 5, gid: 6 }
    const folders = (resource: Resource) =>
      amended(filesystemPosix, { ...holding(resource), user }).preparations!.filter(({ kind }) => kind === 'folder')
    expect(folders(volume('x'))).toMatchObject([{ user, given: true }])
    expect(folders(volume('x', { shared: {} }))).toEqual([{ kind: 'folder', path: '/work/volumes/roles/a b/p' }])
  })
})

describe('filesystem/linux', () => {
  it('gives every container mounts of its own', () => {
    expect(amended(filesystemLinux, container()).linux.namespaces).toEqual([{ type: 'mount' }])
    expect(amended(filesystemLinux, container()).root).toBeUndefined()
  })
  it('mounts the image before the container starts, and in it what programs expect and the sandbox', () => {
    const { root, hostMounts, mounts, process } = amended(filesystemLinux, container({ image }))
    expect(root).toEqual({ path: '/rootfs' })
    expect(hostMounts).toEqual([{ target: '/rootfs', type: 'overlay', cwd: '/layers', options: 'nodev,lowerdir=0' }])
    expect(mounts!.map(({ destination }) => destination)).toEqual([
      '/proc',
      '/sys',
      '/sys/fs/cgroup',
      '/dev',
      '/dev/pts',
      '/mnt/sandbox',
    ])
    expect(mounts!.at(-1)).toMatchObject({ source: '/work/runs/c' })
    expect(process).toMatchObject({ cwd: '/mnt/sandbox', env: ['MESOS_SANDBOX=/mnt/sandbox'] })
  })
  it('mounts shared memory where no other isolator does', () => {
    const { mounts } = amended(filesystemLinux, container({ image }), { isolation: 'filesystem/linux' })
    expect(mounts).toContainEqual(expect.objectContaining({ destination: '/dev/shm', type: 'tmpfs' }))
  })
  it.each([
    ['its own', container({ image }), 'namespaces/pid', true],
    ["the host's, by the flag", container({ image }), '', false],
    ["the host's, as asked", linux({ share_pid_namespace: true }, { image }), 'namespaces/pid', false],
  ])('masks what tells of the machine where pids are %s', (_, of, isolation, masked) => {
    const { maskedPaths } = amended(filesystemLinux, of, { isolation }).linux
    expect(maskedPaths?.includes('/proc/kcore') ?? false).toBe(masked)
  })
  it('pins the sandbox of a nested one, which lies in a hostile folder', () => {
    const parent = container({ id: 'p', directory: '/work/runs/p' })
    const nested = container({ id: 'p/n', kind: 'nested', parent, image, directory: '/work/runs/p/containers/n' })
    const { mounts, preparations } = amended(filesystemLinux, nested)
    expect(preparations).toEqual([
      { kind: 'pin', root: '/work/runs/p', path: 'containers/n', at: '/run/volumes/p.n/sandbox' },
    ])
    expect(mounts!.at(-1)).toMatchObject({ source: '/run/volumes/p.n/sandbox' })
  })
  it.each([
    ['RW', ['rbind', 'rw']],
    ['RO', ['rbind', 'ro']],
  ])('mounts persistent volumes %s', (mode, options) => {
    const { mounts, preparations } = amended(filesystemLinux, holding(volume('data', {}, mode)))
    expect(mounts).toEqual([
      { destination: '/work/runs/c/data', source: '/work/volumes/roles/a b/p', type: 'bind', options },
    ])
    expect(preparations!.map(({ kind }) => kind)).toEqual(['folder', 'mount-point'])
  })
  it.each([
    [{ root: false, runtime: '/crun' }, {}, 'root'],
    [{ root: true }, {}, 'crun'],
    [{ root: true, runtime: '/crun' }, { launcher: 'posix' }, '--launcher=linux'],
  ])('is impossible: %j', (machine, more, says) => {
    const full = { cgroups: 'v1', controllers: [], ...machine } as const
    expect(filesystemLinux.impossible!(full, { ...settings, ...more })).toContain(says)
  })
})

describe('namespaces/pid', () => {
  const parent = container({ id: 'p', pid: 7 })
  const nested = (info: LinuxInfo, of: Container = parent) => linux(info, { id: 'p/n', kind: 'nested', parent: of })
  const sharing = linux({ share_pid_namespace: true }, { id: 'p', pid: 7 })
  it.each([
    ['its own', container(), { type: 'pid' }],
    ["the host's", sharing, undefined],
    ['its own, nested', nested({}), { type: 'pid' }],
    ["its parent's", nested({ share_pid_namespace: true }), { type: 'pid', path: '/proc/7/ns/pid' }],
    ["the host's, as its parent", nested({ share_pid_namespace: true }, sharing), undefined],
  ])('%s', (_, of, expected) => {
    expect(amended(namespacesPid, of).linux.namespaces?.find(({ type }) => type === 'pid')).toEqual(expected)
  })
  it("refuses the host's under the flag", () => {
    expect(amend(namespacesPid, sharing, { disallow_sharing_agent_pid_namespace: true })).toContain('disallow_sharing')
  })
  it('refuses to join a parent without a process', () => {
    expect(amend(namespacesPid, nested({ share_pid_namespace: true }, container({ id: 'p' })))).toContain("'p'")
  })
})

describe('namespaces/ipc (containerizer.md 5)', () => {
  const own = { type: 'ipc' }
  const joined = { type: 'ipc', path: '/proc/7/ns/ipc' }
  const parent = container({ id: 'p', pid: 7 })
  const host = linux({ ipc_mode: 'SHARE_PARENT' }, { id: 'p', pid: 7 })
  const nested = (info: LinuxInfo, more: Partial<Container> = {}) =>
    linux(info, { id: 'p/n', kind: 'nested', parent, ...more })
  const cases = [
    ['nothing asked', container(), own, undefined],
    ['nothing asked, an image', container({ image }), own, '/run/shm/c'],
    ['PRIVATE', linux({ ipc_mode: 'PRIVATE' }), own, '/run/shm/c'],
    ['SHARE_PARENT', linux({ ipc_mode: 'SHARE_PARENT' }), undefined, undefined],
    ['SHARE_PARENT, an image', linux({ ipc_mode: 'SHARE_PARENT' }, { image }), undefined, '/dev/shm'],
    ['nested, nothing asked', nested({}), joined, undefined],
    ['nested, nothing asked, an image', nested({}, { image }), joined, '/run/shm/p.n'],
    ['nested, PRIVATE', nested({ ipc_mode: 'PRIVATE' }), own, '/run/shm/p.n'],
    ['nested, SHARE_PARENT', nested({ ipc_mode: 'SHARE_PARENT' }), joined, undefined],
    [
      'nested, SHARE_PARENT of one with its own',
      nested({ ipc_mode: 'SHARE_PARENT' }, { parent: linux({ ipc_mode: 'PRIVATE' }, { id: 'p', pid: 7 }) }),
      joined,
      '/run/shm/p',
    ],
    ["nested in one that is on the host's", nested({}, { parent: host }), undefined, undefined],
  ] as const
  it.each(cases)('%s', (_, of, namespace, shm) => {
    const { linux: amendedLinux, mounts = [] } = amended(namespacesIpc, of)
    expect(amendedLinux.namespaces?.find(({ type }) => type === 'ipc')).toEqual(namespace)
    expect(mounts.find(({ destination }) => destination === '/dev/shm')?.source).toBe(shm)
  })
  it.each([
    [{ ipc_mode: 'PRIVATE', shm_size: 3 }, {}, 3 * 1024 * 1024],
    [{ ipc_mode: 'PRIVATE' }, { default_container_shm_size: 99 }, 99],
    [{ ipc_mode: 'PRIVATE' }, {}, undefined],
  ] as const)('a size of %j, %j', (info, given, bytes) => {
    expect(amended(namespacesIpc, linux(info), given).preparations).toEqual([
      { kind: 'shm', path: '/run/shm/c', ...(bytes === undefined ? {} : { bytes }) },
    ])
  })
  it.each([
    ['a size without PRIVATE', linux({ shm_size: 1 }), {}, 'PRIVATE'],
    ['PRIVATE to debug', linux({ ipc_mode: 'PRIVATE' }, { kind: 'debug', parent }), {}, "parent's"],
    [
      "the host's under the flag",
      linux({ ipc_mode: 'SHARE_PARENT' }),
      { disallow_sharing_agent_ipc_namespace: true },
      'disallow_sharing',
    ],
  ] as const)('refuses %s', (_, of, given, says) => expect(amend(namespacesIpc, of, given)).toContain(says))
})
