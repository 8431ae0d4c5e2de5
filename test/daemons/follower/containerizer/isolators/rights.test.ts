import { describe, expect, it } from 'vitest'
import {
  type IsolatorSettings,
  isRefusal,
  type MachineFigures,
} from '../../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import { unlimited } from '../../../../../src/daemons/follower/containerizer/isolators/posix/rlimits.ts'
import { isolators } from '../../../../../src/daemons/follower/containerizer/isolators/table.ts'
import type { LaunchSpec } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import type { LinuxInfo, RLimitInfo } from '../../../../../src/mesos/messages/container.ts'

const profiles: Readonly<Record<string, unknown>> = {
  'default.json': { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [] },
  'own.json': { defaultAction: 'SCMP_ACT_LOG', syscalls: [] },
  'bad.json': { defaultAction: 'SOMETHING' },
}
const machine: MachineFigures = {
  memoryBytes: 1,
  maxThreads: 1,
  arch: 'x64',
  kernel: '6.1.0',
  allowedDevices: [{ path: '/dev/fuse', type: 'c', major: 10, minor: 229, access: 'r' }],
  seccompProfile: name => (name in profiles ? { profile: profiles[name] } : { refused: 'there is none' }),
}
const settings: IsolatorSettings = {
  cgroups_enable_cfs: false,
  cgroups_limit_swap: false,
  revocable_cpu_low_priority: true,
  machine,
}
const spec: LaunchSpec = {
  process: { args: ['true'], env: [], cwd: '/' },
  linux: { cgroupsPath: 'c', controllers: [], resources: {} },
}
const prepared = (
  name: string,
  info: { linux_info?: LinuxInfo; rlimit_info?: RLimitInfo; image?: true },
  flags: Partial<IsolatorSettings> = {},
): LaunchSpec | string => {
  const { image, ...rest } = info
  const amended = isolators.find(one => one.name === name)!.prepare!(
    spec,
    {
      id: 'c',
      kind: 'executor',
      command: {},
      directory: '/',
      resources: { cpus: 1, mem: 1 },
      info: { type: 'MESOS', ...rest },
      ...(image ? { image: { backend: 'copy', layers: [], rootfs: '/', config: {} } } : {}),
    },
    { ...settings, ...flags },
  )
  return isRefusal(amended) ? amended.refused : amended
}
const caps = (...capabilities: NonNullable<LinuxInfo['capability_info']>['capabilities'] & {}) => ({ capabilities })

describe('capabilities', () => {
  const set = (bounding: string[], effective?: string[]) => ({
    bounding,
    ...(effective ? { effective, permitted: effective, inheritable: effective, ambient: effective } : {}),
  })
  const cases: readonly {
    linux_info: LinuxInfo
    flags: Partial<IsolatorSettings>
    expected: object | undefined
  }[] = [
    { linux_info: {}, flags: {}, expected: undefined },
    { linux_info: { effective_capabilities: caps('KILL') }, flags: {}, expected: set(['CAP_KILL'], ['CAP_KILL']) },
    { linux_info: { capability_info: caps('KILL') }, flags: {}, expected: set(['CAP_KILL'], ['CAP_KILL']) },
    {
      linux_info: { effective_capabilities: caps('CHOWN'), capability_info: caps('KILL') },
      flags: {},
      expected: set(['CAP_CHOWN'], ['CAP_CHOWN']),
    },
    {
      linux_info: {},
      flags: { bounding_capabilities: caps('KILL', 'CHOWN') },
      expected: set(['CAP_KILL', 'CAP_CHOWN']),
    },
    { linux_info: {}, flags: { effective_capabilities: caps('KILL') }, expected: set(['CAP_KILL'], ['CAP_KILL']) },
    {
      linux_info: { effective_capabilities: caps() },
      flags: { effective_capabilities: caps('KILL'), bounding_capabilities: caps('KILL') },
      expected: set(['CAP_KILL'], []),
    },
    {
      linux_info: { bounding_capabilities: caps('KILL') },
      flags: { bounding_capabilities: caps('KILL', 'CHOWN') },
      expected: set(['CAP_KILL']),
    },
  ]
  it.each(cases)('$linux_info under $flags', ({ linux_info, flags, expected }) => {
    expect(prepared('linux/capabilities', { linux_info }, flags)).toMatchObject({ process: spec.process })
    expect((prepared('linux/capabilities', { linux_info }, flags) as LaunchSpec).process.capabilities).toEqual(expected)
  })
  it.each<{ linux_info: LinuxInfo; flags: Partial<IsolatorSettings>; says: string }>([
    {
      linux_info: { effective_capabilities: caps('SYS_ADMIN') },
      flags: { bounding_capabilities: caps('KILL') },
      says: 'the effective capabilities CAP_SYS_ADMIN go beyond what is allowed: CAP_KILL',
    },
    {
      linux_info: { bounding_capabilities: caps('SYS_ADMIN') },
      flags: { bounding_capabilities: caps() },
      says: 'the bounding capabilities CAP_SYS_ADMIN go beyond what is allowed: none',
    },
    {
      linux_info: { effective_capabilities: caps('CHOWN'), bounding_capabilities: caps('KILL') },
      flags: {},
      says: 'the effective capabilities CAP_CHOWN go beyond',
    },
  ])('are refused: $says', ({ linux_info, flags, says }) => {
    expect(prepared('linux/capabilities', { linux_info }, flags)).toContain(says)
  })
  it.each<{ flags: Partial<IsolatorSettings>; says: string }>([
    { flags: { effective_capabilities: caps('KILL'), bounding_capabilities: caps() }, says: 'beyond' },
    { flags: { effective_capabilities: { capabilities: ['FLY'] } }, says: 'there is no capability FLY' },
    { flags: { bounding_capabilities: ['KILL'] }, says: 'not of the form' },
    { flags: { bounding_capabilities: null }, says: 'not of the form' },
  ])('flags are refused: $says', ({ flags, says }) => {
    const { impossible } = isolators.find(({ name }) => name === 'linux/capabilities')!
    expect(impossible!({ root: true, cgroups: 'v1', controllers: [] }, { ...settings, ...flags })).toContain(says)
  })
})

describe('resource limits', () => {
  it('are as asked, or none', () => {
    const rlimit_info: RLimitInfo = {
      rlimits: [
        { type: 'RLMT_NOFILE', soft: 5, hard: 9 },
        { type: 'RLMT_CORE' },
        { type: 'RLMT_AS', soft: 1, hard: 2 ** 64 },
      ],
    }
    expect((prepared('posix/rlimits', { rlimit_info }) as LaunchSpec).process.rlimits).toEqual([
      { type: 'RLIMIT_NOFILE', soft: 5, hard: 9 },
      { type: 'RLIMIT_CORE', soft: unlimited, hard: unlimited },
      { type: 'RLIMIT_AS', soft: 1, hard: unlimited },
    ])
    expect(prepared('posix/rlimits', {})).toBe(spec)
  })
  it.each<{ rlimits: RLimitInfo['rlimits']; says: string }>([
    { rlimits: [{ type: 'RLMT_NOFILE', soft: 5 }], says: 'RLMT_NOFILE: soft and hard limit' },
    { rlimits: [{ type: 'RLMT_NOFILE', hard: 5 }], says: 'RLMT_NOFILE: soft and hard limit' },
    { rlimits: [{ type: 'RLMT_NOFILE', soft: 6, hard: 5 }], says: 'over the hard limit 5' },
    { rlimits: [{ soft: 5, hard: 5 }], says: 'has no type' },
    { rlimits: [{ type: 'UNKNOWN' }], says: 'has no type' },
    { rlimits: [{ type: 'RLMT_CORE' }, { type: 'RLMT_CORE', soft: 1, hard: 1 }], says: 'RLIMIT_CORE twice' },
  ])('are refused: $says', ({ rlimits, says }) => {
    expect(prepared('posix/rlimits', { rlimit_info: { rlimits: rlimits ?? [] } })).toContain(says)
  })
})

describe('seccomp', () => {
  const action = (info: LinuxInfo['seccomp'], name?: string) => {
    const found = prepared(
      'linux/seccomp',
      info ? { linux_info: { seccomp: info } } : {},
      name ? { seccomp_profile_name: name } : {},
    )
    return typeof found === 'string' ? found : found.linux.seccomp?.defaultAction
  }
  it.each([
    { asked: undefined, name: undefined, expected: undefined },
    { asked: undefined, name: 'default.json', expected: 'SCMP_ACT_ERRNO' },
    { asked: { profile_name: 'own.json' }, name: 'default.json', expected: 'SCMP_ACT_LOG' },
    { asked: { unconfined: true }, name: 'default.json', expected: undefined },
    {
      asked: { unconfined: true, profile_name: 'own.json' },
      name: undefined,
      expected: 'seccomp: unconfined and profile_name are both set',
    },
    {
      asked: { unconfined: false },
      name: 'default.json',
      expected: 'seccomp: neither profile_name nor unconfined is set',
    },
    {
      asked: { profile_name: 'none' },
      name: undefined,
      expected: "the seccomp profile 'none' can't be read: there is none",
    },
    {
      asked: { profile_name: 'bad.json' },
      name: undefined,
      expected: "the seccomp profile 'bad.json' is wrong: 'SOMETHING' is no action",
    },
  ])('$asked where the default is $name: $expected', ({ asked, name, expected }) => {
    expect(action(asked, name)).toBe(expected)
  })
  it('can not start with a default profile that is wrong', () => {
    const { impossible } = isolators.find(({ name }) => name === 'linux/seccomp')!
    const abilities = { root: true, cgroups: 'v1' as const, controllers: [], runtime: '/usr/bin/crun' }
    const says = (flags: Partial<IsolatorSettings>) => impossible!(abilities, { ...settings, ...flags })
    expect(says({})).toContain('--seccomp_config_dir')
    expect(says({ seccomp_config_dir: '/p', seccomp_profile_name: 'bad.json' })).toContain('is wrong')
    expect(says({ seccomp_config_dir: '/p', seccomp_profile_name: 'default.json' })).toBeUndefined()
  })
})

describe('devices of the operator', () => {
  it('are nodes in containers with a file system of their own', () => {
    expect((prepared('linux/devices', { image: true }) as LaunchSpec).linux.devices).toEqual([
      { path: '/dev/fuse', type: 'c', major: 10, minor: 229, fileMode: 0o444 },
    ])
    expect(prepared('linux/devices', {})).toBe(spec)
  })
})

it('no new privileges are everybody’s', () => {
  expect((prepared('linux/nnp', {}) as LaunchSpec).process.noNewPrivileges).toBe(true)
})
