import { describe, expect, it } from 'vitest'
import type { Container } from '../../../../src/daemons/follower/containerizer/container.ts'
import {
  type IsolatorSettings,
  isRefusal,
  type MachineAbilities,
} from '../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import { chooseIsolators, isolators } from '../../../../src/daemons/follower/containerizer/isolators/table.ts'
import type { LaunchSpec } from '../../../../src/daemons/follower/containerizer/launch-spec.ts'

const machine: MachineAbilities = { root: true, cgroups: 'v1', controllers: ['cpu', 'cpuacct', 'memory'] }
const settings: IsolatorSettings = {
  cgroups_enable_cfs: false,
  cgroups_limit_swap: false,
  revocable_cpu_low_priority: true,
}
const spec: LaunchSpec = {
  process: { args: ['true'], env: [], cwd: '/' },
  linux: { cgroupsPath: 'c', controllers: [], resources: {} },
}
const container = (resources: object): Container => ({
  id: 'c',
  kind: 'executor',
  command: {},
  directory: '/',
  resources: { cpus: 1, mem: 128, ...resources },
})
const prepared = (name: string, resources: object, given: Partial<IsolatorSettings> = {}) => {
  const isolator = isolators.find(candidate => candidate.name === name)!
  const amended = isolator.prepare!(spec, container(resources), { ...settings, ...given })
  if (isRefusal(amended)) throw new Error(amended.refused)
  return amended.linux.resources
}

describe('the names of --isolation', () => {
  const cases = [
    {
      flag: 'posix/cpu,posix/mem',
      names: ['filesystem/posix', 'posix/cpu', 'posix/mem', 'network/cni', 'environment_secret'],
    },
    { flag: 'process', names: ['filesystem/posix', 'posix/cpu', 'posix/mem', 'network/cni', 'environment_secret'] },
    { flag: 'cgroups', names: ['filesystem/posix', 'cgroups/cpu', 'cgroups/mem', 'network/cni', 'environment_secret'] },
    {
      flag: ' cgroups/mem , cgroups/cpu',
      names: ['filesystem/posix', 'cgroups/cpu', 'cgroups/mem', 'network/cni', 'environment_secret'],
    },
  ]
  it.each(cases)('$flag', ({ flag, names }) => {
    expect(chooseIsolators(flag, machine, settings).map(({ name }) => name)).toEqual(names)
  })

  const refusals = [
    { flag: 'posix/cpu,gpu/nvidia,nonsense', machine, says: ["'gpu/nvidia'", "'nonsense'"] },
    { flag: 'cgroups/cpu', machine: { ...machine, root: false }, says: ["'cgroups/cpu' can't be used: it needs root"] },
    {
      flag: 'cgroups/mem',
      machine: { ...machine, controllers: ['cpu'] },
      says: ['the cgroup controller memory is missing'],
    },
    { flag: 'cgroups/mem', machine: { ...machine, cgroups: undefined }, says: ['no cgroups are mounted'] },
  ] as const
  it.each(refusals)('refuses $flag', ({ flag, machine: given, says }) => {
    for (const text of says) expect(() => chooseIsolators(flag, given, settings)).toThrow(text)
  })
})

describe('what --isolation must keep (containerizer.md 3)', () => {
  const able: MachineAbilities = { ...machine, runtime: '/usr/bin/crun' }
  const names = (flag: string, more: Partial<IsolatorSettings> = {}) =>
    chooseIsolators(flag, able, { ...settings, isolation: flag, ...more }).map(({ name }) => name)
  it('filesystem/linux brings its volumes, and is the first to prepare', () => {
    const chosen = names('namespaces/pid,filesystem/linux')
    expect(chosen[0]).toBe('filesystem/linux')
    expect(chosen).toEqual(expect.arrayContaining(['volume/image', 'volume/host_path', 'volume/sandbox_path']))
    expect(chosen).not.toContain('filesystem/posix')
  })
  it.each([
    ['filesystem/linux,filesystem/posix', {}, 'exclude each other'],
    ['posix/cpu', { image_providers: 'docker' }, '--image_providers needs filesystem/linux and docker/runtime'],
    ['filesystem/linux', { image_providers: 'docker' }, '--image_providers needs docker/runtime'],
    ['namespaces/pid', {}, 'needs filesystem/linux'],
    ['namespaces/ipc', {}, 'needs filesystem/linux'],
    ['filesystem/linux', { launcher: 'posix' }, '--launcher=linux'],
  ])('refuses %s with %j', (flag, more, says) => expect(() => names(flag, more)).toThrow(says))
  it('says what to install where crun is missing', () => {
    expect(() => chooseIsolators('filesystem/linux', machine, settings)).toThrow('install the package crun')
  })
})

describe('the figures of Mesos (containerizer.md 3)', () => {
  it.each([
    { cpus: 1, expected: { shares: 1024 } },
    { cpus: 0.1, expected: { shares: 102 } },
    { cpus: 0.001, expected: { shares: 2 } },
    { cpus: 2, revocableCpus: true, expected: { shares: 20 } },
  ])('cpu.shares for $cpus cpus', ({ expected, ...resources }) => {
    expect(prepared('cgroups/cpu', resources)).toEqual({ cpu: expected })
  })
  it.each([
    { cpus: 1.5, quota: 150_000 },
    { cpus: 0.001, quota: 1_000 },
  ])('a CFS quota for $cpus cpus under the flag', ({ cpus, quota }) => {
    expect(prepared('cgroups/cpu', { cpus }, { cgroups_enable_cfs: true }).cpu).toMatchObject({
      period: 100_000,
      quota,
    })
  })
  it.each([
    { mem: 128, bytes: 128 * 1024 * 1024 },
    { mem: 4, bytes: 32 * 1024 * 1024 },
  ])('memory limits for $mem MB', ({ mem, bytes }) => {
    expect(prepared('cgroups/mem', { mem })).toEqual({ memory: { reservation: bytes, limit: bytes } })
    expect(prepared('cgroups/mem', { mem }, { cgroups_limit_swap: true })).toEqual({
      memory: { reservation: bytes, limit: bytes, swap: bytes },
    })
  })
})

describe('usage', () => {
  const none = { processes: 0, threads: 0, userSeconds: 0, systemSeconds: 0, rssBytes: 0 }
  const usage = (name: string, readings: Record<string, string>) =>
    JSON.parse(
      JSON.stringify(
        isolators.find(one => one.name === name)!.usage!(new Map(Object.entries(readings)), none, settings),
      ),
    )
  it('of processor time, v1', () => {
    const readings = {
      'cpuacct/cpuacct.stat': 'user 150\nsystem 25\n',
      'cpu/cpu.stat': 'nr_periods 4\nnr_throttled 1\nthrottled_time 2000000000\n',
    }
    expect(usage('cgroups/cpu', readings)).toEqual({
      cpus_user_time_secs: 1.5,
      cpus_system_time_secs: 0.25,
      cpus_nr_periods: 4,
      cpus_nr_throttled: 1,
      cpus_throttled_time_secs: 2,
    })
  })
  it('of processor time, v2', () => {
    const readings = { 'cpu.stat': 'usage_usec 3\nuser_usec 1500000\nsystem_usec 250000\n' }
    expect(usage('cgroups/cpu', readings)).toEqual({ cpus_user_time_secs: 1.5, cpus_system_time_secs: 0.25 })
  })
  it('of memory, v1 and v2', () => {
    expect(
      usage('cgroups/mem', {
        'memory/memory.usage_in_bytes': '4096\n',
        'memory/memory.limit_in_bytes': '33554432\n',
        'memory/memory.stat': 'rss 1\ntotal_rss 7\ntotal_cache 5\n',
      }),
    ).toEqual({
      mem_total_bytes: 4096,
      mem_limit_bytes: 33554432,
      mem_rss_bytes: 7,
      mem_anon_bytes: 7,
      mem_cache_bytes: 5,
      mem_file_bytes: 5,
    })
    expect(
      usage('cgroups/mem', { 'memory.current': '4096\n', 'memory.max': 'max\n', 'memory.stat': 'anon 7\nfile 5\n' }),
    ).toEqual({
      mem_total_bytes: 4096,
      mem_rss_bytes: 7,
      mem_anon_bytes: 7,
      mem_cache_bytes: 5,
      mem_file_bytes: 5,
    })
  })
})
