import { describe, expect, it } from 'vitest'
import type { Container } from '../../../../../src/daemons/follower/containerizer/container.ts'
import {
  type IsolatorSettings,
  isRefusal,
  type MachineAbilities,
  type MachineFigures,
} from '../../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import { chooseIsolators, isolators } from '../../../../../src/daemons/follower/containerizer/isolators/table.ts'
import type { LaunchSpec } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'

const mb = 1024 * 1024
const figures: MachineFigures = {
  memoryBytes: 1000 * mb,
  maxThreads: 10_000,
  arch: 'x64',
  kernel: '6.1.0-56-cloud-amd64',
  allowedDevices: [{ path: '/dev/fuse', type: 'c', major: 10, minor: 229, access: 'rw' }],
  seccompProfile: () => ({ refused: 'there is none' }),
}
const settings: IsolatorSettings = {
  cgroups_enable_cfs: false,
  cgroups_limit_swap: false,
  revocable_cpu_low_priority: true,
  machine: figures,
}
const spec: LaunchSpec = {
  process: { args: ['true'], env: [], cwd: '/' },
  linux: { cgroupsPath: 'c', controllers: ['freezer'], resources: {} },
}
const box = (more: Partial<Container> = {}): Container => ({
  id: 'c',
  kind: 'executor',
  task: true,
  command: {},
  directory: '/',
  resources: { cpus: 1, mem: 100 },
  ...more,
})
const prepared = (name: string, container: Container, given: Partial<IsolatorSettings> = {}): LaunchSpec => {
  const amended = isolators.find(one => one.name === name)!.prepare!(spec, container, { ...settings, ...given })
  if (isRefusal(amended)) throw new Error(amended.refused)
  return amended
}
const limits = (name: string, resources: object, given: Partial<IsolatorSettings> = {}) =>
  prepared(name, box({ resources: { cpus: 1, mem: 100, ...resources } }), given).linux.resources
const resource = (name: string, value: number) => ({ name, type: 'SCALAR' as const, scalar: { value } })

describe('limits beyond what was asked for', () => {
  it.each([
    { cpus: 0.5, quota: 50_000 },
    { cpus: 0.001, quota: 1_000 },
    { cpus: Number.POSITIVE_INFINITY, quota: -1 },
  ])('$cpus cpus are a quota of $quota', ({ cpus, quota }) => {
    expect(limits('cgroups/cpu', { limits: { cpus } }).cpu).toEqual({ shares: 1024, period: 100_000, quota })
  })
  it.each([
    { mem: 200, limit: 200 * mb },
    { mem: 1, limit: 32 * mb },
    { mem: Number.POSITIVE_INFINITY, limit: -1 },
  ])('$mem MB are a hard limit of $limit', ({ mem, limit }) => {
    const swap = { cgroups_limit_swap: true }
    expect(limits('cgroups/mem', { limits: { mem } }).memory).toEqual({ reservation: 100 * mb, limit })
    expect(limits('cgroups/mem', { limits: { mem } }, swap).memory).toEqual({
      reservation: 100 * mb,
      limit,
      swap: limit,
    })
  })
  it.each([
    { why: 'a task that may use more', container: {}, score: 900 },
    { why: 'a task without a limit', container: { resources: { cpus: 1, mem: 100 } }, score: undefined },
    { why: 'an executor', container: { task: false }, score: undefined },
    { why: 'a task of a pod with its own cgroups', container: nested({ share_cgroups: false }), score: 900 },
    { why: 'a task of a pod in its cgroups', container: nested({}), score: undefined },
  ])('$why has the score $score when memory runs out', ({ container, score }) => {
    const resources = { cpus: 1, mem: 100, limits: { mem: 200 } }
    expect(prepared('cgroups/mem', box({ resources, ...container })).process.oomScoreAdj).toBe(score)
  })
})

function nested(linux_info: object): Partial<Container> {
  return { id: 'a/b', kind: 'nested', task: false, parent: box({ id: 'a' }), info: { type: 'MESOS', linux_info } }
}

describe('whose cgroups a nested container is in', () => {
  const joined = (cgroupsPath: string) => [
    { controller: 'cpu', cgroupsPath },
    { controller: 'cpuacct', cgroupsPath },
  ]
  const cases = [
    {
      why: 'its own',
      container: box(nested({ share_cgroups: false })),
      own: ['freezer', 'cpu', 'cpuacct'],
      joins: undefined,
    },
    { why: "its parent's", container: box(nested({})), own: ['freezer'], joins: joined('a') },
    {
      why: "its parent's, though it asks for its own, of a debug container",
      container: box({ ...nested({ share_cgroups: false }), kind: 'debug' }),
      own: ['freezer'],
      joins: joined('a'),
    },
    {
      why: "the outermost's",
      container: box({ ...nested({}), id: 'a/b/c', parent: box(nested({})) }),
      own: ['freezer'],
      joins: joined('a'),
    },
    {
      why: "its parent's of which nothing is known",
      container: box({ ...nested({}), parent: undefined } as Partial<Container>),
      own: ['freezer'],
      joins: joined('a'),
    },
    {
      why: 'its own, standalone',
      container: box({ kind: 'standalone' }),
      own: ['freezer', 'cpu', 'cpuacct'],
      joins: undefined,
    },
  ]
  it.each(cases)('$why', ({ container, own, joins }) => {
    const { linux } = prepared('cgroups/cpu', container)
    expect({ own: linux.controllers, joins: linux.joins }).toEqual({ own, joins })
    expect(linux.resources.cpu === undefined).toBe(joins !== undefined)
  })
})

describe('how many processes', () => {
  it.each([
    { all: [], expected: { limit: 1500 } },
    { all: [resource('pids', 40)], expected: { limit: 40 } },
    { all: [resource('pids', 0.5), resource('cpus', 3)], expected: { limit: 1 } },
  ])('$all', ({ all, expected }) => {
    expect(limits('cgroups/pids', { all }).pids).toEqual(expected)
  })
})

describe('devices', () => {
  it('are denied first, then few are allowed, the operator’s last', () => {
    const rules = limits('cgroups/devices', {}).devices!
    expect(rules[0]).toEqual({ allow: false, type: 'a', access: 'rwm' })
    expect(rules).toContainEqual({ allow: true, type: 'c', major: 1, minor: 3, access: 'rwm' })
    expect(rules).toContainEqual({ allow: true, type: 'c', major: 136, access: 'rwm' })
    expect(rules.at(-1)).toEqual({ allow: true, type: 'c', major: 10, minor: 229, access: 'rw' })
    expect(rules).toHaveLength(16)
  })
})

describe('devices in the unified hierarchy', () => {
  const unified = { machine: { ...figures, cgroups: 'v2' as const } }
  it('are ruled by a program, of the container that has the cgroup', () => {
    const { preparations, linux } = prepared('cgroups/devices', box(), unified)
    expect(linux.controllers).toContain('devices')
    expect(preparations).toMatchObject([{ kind: 'device-program', cgroupsPath: 'c' }])
    expect(prepared('cgroups/devices', box(nested({})), unified).preparations).toBeUndefined()
    expect(prepared('cgroups/devices', box()).preparations).toBeUndefined()
  })
})

describe('class ids', () => {
  const handles = (primary?: string, secondaries?: string) => ({
    cgroups_net_cls_primary_handle: primary,
    cgroups_net_cls_secondary_handles: secondaries,
  })
  it.each([
    { flags: handles(), classIDs: undefined },
    { flags: handles('0x12'), classIDs: { first: 0x120001, last: 0x12ffff } },
    { flags: handles('18', '0x1,0xff'), classIDs: { first: 0x120001, last: 0x1200ff } },
  ])('$flags', ({ flags, classIDs }) => {
    expect(limits('cgroups/net_cls', {}, flags).network?.classIDs).toEqual(classIDs)
  })
  it.each([
    handles('0x10000'),
    handles('0'),
    handles('twelve'),
    handles('0x12', '5'),
    handles('0x12', '0,4'),
    handles('0x12', '9,4'),
    handles(undefined, '1,4'),
  ])('not of %o', flags => {
    const machine: MachineAbilities = { root: true, cgroups: 'v1', controllers: ['net_cls'] }
    expect(() => chooseIsolators('cgroups/net_cls', machine, { ...settings, ...flags })).toThrow('handle')
  })
  it('are told in the status', () => {
    const { status, given } = isolators.find(({ name }) => name === 'cgroups/net_cls')!
    expect(given!.v1).toEqual(['net_cls/net_cls.classid'])
    expect(status!(new Map([['net_cls/net_cls.classid', '1179649\n']]))).toEqual({
      cgroup_info: { net_cls: { classid: 0x120001 } },
    })
    expect(status!(new Map([['net_cls/net_cls.classid', '0\n']]))).toEqual({})
  })
})

describe('what a machine can give', () => {
  const machine = (cgroups: 'v1' | 'v2', ...controllers: string[]): MachineAbilities => ({
    root: true,
    cgroups,
    controllers,
    countsSwap: false,
    programs: new Map(),
  })
  const chosen = (flag: string, given: MachineAbilities, flags: Partial<IsolatorSettings> = {}) =>
    chooseIsolators(flag, given, { ...settings, ...flags }).map(({ name }) => name)

  it('is all that cgroups/all stands for', () => {
    const all = chosen('cgroups/all', machine('v1', 'cpu', 'cpuacct', 'pids', 'net_prio'))
    expect(all.filter(name => name.startsWith('cgroups/'))).toEqual(['cgroups/cpu', 'cgroups/net_prio', 'cgroups/pids'])
    const unified = chosen('cgroups/all', machine('v2', 'cpu', 'cpuacct', 'devices', 'blkio', 'hugetlb', 'cpuset'))
    expect(unified.filter(name => name.startsWith('cgroups/'))).toEqual([
      'cgroups/cpu',
      'cgroups/blkio',
      'cgroups/cpuset',
      'cgroups/hugetlb',
    ])
  })
  it.each([
    { flag: 'cgroups/all,cgroups/cpu', given: machine('v1', 'cpu', 'cpuacct'), says: 'exclude each other' },
    { flag: 'cgroups/all', given: machine('v1', 'freezer'), says: 'the cgroup controller cpu is missing' },
    { flag: 'cgroups/devices', given: machine('v2', 'devices'), says: 'bpftool' },
    { flag: 'cgroups/mem', given: machine('v1', 'memory'), flags: { cgroups_limit_swap: true }, says: 'swap' },
    { flag: 'cgroups/perf_event', given: machine('v1', 'perf_event'), flags: { perf_events: 'cycles' }, says: 'perf' },
    {
      flag: 'cgroups/perf_event',
      given: machine('v1', 'perf_event'),
      flags: { perf_interval: 1, perf_duration: 2 },
      says: 'longer than',
    },
    {
      flag: 'disk/xfs',
      given: { ...machine('v1'), programs: new Map([['xfs_quota', '/x']]), projectQuotas: { missing: 'ext4' } },
      says: 'ext4',
    },
    { flag: 'posix/disk', given: machine('v1'), says: "'disk/du' can't be used" },
    { flag: 'linux/seccomp', given: machine('v1'), says: 'crun' },
    { flag: 'linux/capabilities', given: { ...machine('v1'), root: false }, says: 'it needs root' },
  ])('$flag is refused: $says', ({ flag, given, flags, says }) => {
    expect(() => chosen(flag, given, flags)).toThrow(says)
  })
})
