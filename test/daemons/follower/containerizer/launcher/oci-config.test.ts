import { describe, expect, it } from 'vitest'
import type { LaunchSpec, SpecProcess } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import {
  needsRuntime,
  type OciSurroundings,
  ociConfig,
} from '../../../../../src/daemons/follower/containerizer/launcher/oci-config.ts'

const base: LaunchSpec = {
  process: { args: ['true'], env: ['A=1'], cwd: '/tmp' },
  linux: { cgroupsPath: 'c', controllers: [], resources: {} },
}
const surroundings: OciSurroundings = {
  user: { username: 'root', uid: 0, gid: 0 },
  groups: [0, 4],
  capabilities: ['CAP_CHOWN', 'CAP_KILL'],
  hostRoot: '/run/root',
  hook: { path: '/bin/sh', args: ['sh', '-c', 'hook'] },
}
const config = (more: Partial<LaunchSpec>): any => ociConfig({ ...base, ...more }, surroundings)
const linux = (more: Partial<LaunchSpec['linux']>) => ({ linux: { ...base.linux, ...more } })
const process = (more: Partial<SpecProcess>) => ({ process: { ...base.process, ...more } })

describe('who needs a runtime', () => {
  const cases: readonly (readonly [string, Partial<LaunchSpec>, boolean])[] = [
    ['a plain process', {}, false],
    ['empty lists', { mounts: [], ...linux({ namespaces: [], devices: [] }) }, false],
    ['another user, fewer rights and limits', process({ noNewPrivileges: true, rlimits: [] }), false],
    ['a terminal', process({ terminal: true }), false],
    ['a root', { root: { path: '/r' } }, true],
    ['a mount', { mounts: [{ destination: '/a' }] }, true],
    ['a namespace', linux({ namespaces: [{ type: 'pid' }] }), true],
    ['seccomp', linux({ seccomp: { defaultAction: 'SCMP_ACT_ALLOW' } }), true],
    ['a device', linux({ devices: [{ path: '/dev/a', type: 'c', major: 1, minor: 2 }] }), true],
    ['a masked path', linux({ maskedPaths: ['/proc/kcore'] }), true],
    ['a name of its own', { hostname: 'h' }, true],
  ]
  it.each(cases)('%s', (_, more, expected) => expect(needsRuntime({ ...base, ...more })).toBe(expected))
})

describe('the configuration', () => {
  it("has the host's file system where there is no root, and its own devices are never made there", () => {
    const { root, mounts } = config({ mounts: [{ destination: '/a', source: '/b', type: 'bind' }] })
    expect(root).toEqual({ path: '/run/root' })
    expect(mounts).toEqual([
      { destination: '/dev', type: 'bind', source: '/dev', options: ['rbind', 'rslave'] },
      { destination: '/a', source: '/b', type: 'bind' },
    ])
  })
  it('has the root of an image, and only what its isolators mount', () => {
    const { root, mounts } = config({ root: { path: '/r', readonly: true } })
    expect([root, mounts]).toEqual([{ path: '/r', readonly: true }, []])
  })
  it.each([
    ['always mounts', {}, ['mount']],
    ['no namespace twice', linux({ namespaces: [{ type: 'mount' }, { type: 'pid' }] }), ['mount', 'pid']],
    ['a namespace for its name', { hostname: 'h' }, ['mount', 'uts']],
  ] as const)('%s', (_, more, types) => {
    expect(config(more as Partial<LaunchSpec>).linux.namespaces.map(({ type }: { type: string }) => type)).toEqual(
      types,
    )
  })
  it('joins a namespace by its path', () => {
    const { namespaces } = config(linux({ namespaces: [{ type: 'ipc', path: '/proc/7/ns/ipc' }] })).linux
    expect(namespaces).toContainEqual({ type: 'ipc', path: '/proc/7/ns/ipc' })
  })
  it.each([
    [undefined, 'rslave'],
    ['shared', 'rshared'],
    ['private', 'rprivate'],
  ] as const)('mounts of the host: %s is %s', (rootfsPropagation, expected) => {
    expect(config(linux(rootfsPropagation ? { rootfsPropagation } : {})).linux.rootfsPropagation).toBe(expected)
  })
  it('has no cgroups: the shim has joined them', () => {
    expect(JSON.stringify(config({}))).not.toContain('cgroup')
  })
})

describe('the rights of a process', () => {
  const nobody = { username: 'nobody', uid: 65534, gid: 65534 }
  const all = surroundings.capabilities
  const cases: readonly (readonly [string, Partial<SpecProcess>, object])[] = [
    ['root has all', {}, { bounding: all, permitted: all, effective: all, inheritable: [], ambient: [] }],
    [
      'others have none',
      { user: nobody },
      { bounding: all, permitted: [], effective: [], inheritable: [], ambient: [] },
    ],
    [
      'within a bounding set',
      { capabilities: { bounding: ['CAP_KILL'] } },
      { bounding: ['CAP_KILL'], permitted: ['CAP_KILL'], effective: ['CAP_KILL'], inheritable: [], ambient: [] },
    ],
    [
      'as given',
      { user: nobody, capabilities: { bounding: all, permitted: all, effective: ['CAP_KILL'], ambient: ['CAP_KILL'] } },
      { bounding: all, permitted: all, effective: ['CAP_KILL'], inheritable: [], ambient: ['CAP_KILL'] },
    ],
  ]
  it.each(cases)('%s', (_, more, expected) => expect(config(process(more)).process.capabilities).toEqual(expected))
  it('its user, its groups and nothing of ours but the environment it was given', () => {
    expect(config(process({ user: nobody })).process).toMatchObject({
      user: { uid: 65534, gid: 65534, additionalGids: [0, 4] },
      env: ['A=1'],
      cwd: '/tmp',
      noNewPrivileges: false,
    })
  })
  it('limits as they are', () => {
    const rlimits = [{ type: 'RLIMIT_AS', soft: 5, hard: 2n ** 64n - 1n }]
    expect(config(process({ rlimits })).process.rlimits).toEqual(rlimits)
  })
})
