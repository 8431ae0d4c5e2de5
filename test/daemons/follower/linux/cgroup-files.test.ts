import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { LaunchSpec } from '../../../../src/daemons/follower/containerizer/launch-spec.ts'
import { planV1, planV2 } from '../../../../src/daemons/follower/linux/cgroup-files.ts'
import { detectCgroups, prepareCgroups } from '../../../../src/daemons/follower/linux/cgroup-roots.ts'
import {
  cgroupMembers,
  createCgroups,
  oomKills,
  readCgroupFiles,
  updateCgroups,
} from '../../../../src/daemons/follower/linux/cgroups.ts'

const mb = 1024 * 1024
const spec: LaunchSpec = {
  process: { args: ['true'], env: [], cwd: '/' },
  linux: {
    cgroupsPath: 'box',
    controllers: ['freezer', 'cpu', 'memory'],
    resources: {
      cpu: { shares: 512, quota: 50_000, period: 100_000 },
      memory: { reservation: 64 * mb, limit: 64 * mb, swap: 64 * mb },
    },
  },
}

describe('what is written', () => {
  it('to the old hierarchies', () => {
    const roots = new Map(['freezer', 'cpu', 'memory'].map(name => [name, `${name}/mesos`]))
    expect(planV1(spec, roots)).toEqual({
      folders: ['freezer/mesos/box', 'cpu/mesos/box', 'memory/mesos/box'],
      writes: [
        { path: 'cpu/mesos/box/cpu.shares', value: '512' },
        { path: 'cpu/mesos/box/cpu.cfs_period_us', value: '100000' },
        { path: 'cpu/mesos/box/cpu.cfs_quota_us', value: '50000' },
        { path: 'memory/mesos/box/memory.soft_limit_in_bytes', value: String(64 * mb) },
        { path: 'memory/mesos/box/memory.limit_in_bytes', value: String(64 * mb) },
        { path: 'memory/mesos/box/memory.memsw.limit_in_bytes', value: String(64 * mb) },
      ],
      join: ['freezer/mesos/box/cgroup.procs', 'cpu/mesos/box/cgroup.procs', 'memory/mesos/box/cgroup.procs'],
    })
  })
  it('to the unified hierarchy', () => {
    expect(planV2(spec, 'mesos')).toEqual({
      folders: ['mesos/box', 'mesos/box/leaf'],
      writes: [
        { path: 'mesos/box/cpu.weight', value: '50' },
        { path: 'mesos/box/cpu.max', value: '50000 100000' },
        { path: 'mesos/box/memory.low', value: String(64 * mb) },
        { path: 'mesos/box/memory.max', value: String(64 * mb) },
        { path: 'mesos/box/memory.swap.max', value: '0', optional: true },
        { path: 'mesos/box/memory.oom.group', value: '1', optional: true },
      ],
      join: ['mesos/box/leaf/cgroup.procs'],
    })
  })
})

describe('a folder that looks like a unified hierarchy', () => {
  const mount = mkdtempSync(join(tmpdir(), 'mantl-cgroup-'))
  afterEach(() => rmSync(mount, { recursive: true, force: true }))

  it('is detected, prepared, and gets the files of a container', async () => {
    writeFileSync(join(mount, 'cgroup.controllers'), 'cpu memory pids\n')
    expect(detectCgroups(mount)).toEqual({
      kind: 'v2',
      controllers: ['cpu', 'memory', 'pids', 'cpuacct', 'freezer', 'perf_event'],
    })
    const layout = prepareCgroups(mount, 'mesos', ['cpu', 'memory'], '0::/\n')
    expect(readFileSync(join(mount, 'mesos', 'cgroup.subtree_control'), 'utf8')).toBe('+memory')
    mkdirSync(join(mount, 'mesos', 'box', 'leaf'), { recursive: true })
    writeFileSync(join(mount, 'mesos', 'box', 'leaf', 'cgroup.procs'), '')
    expect(await createCgroups(layout, spec)).toEqual([join(mount, 'mesos', 'box', 'leaf', 'cgroup.procs')])
    expect(readFileSync(join(mount, 'mesos', 'box', 'memory.max'), 'utf8')).toBe(String(64 * mb))

    const withMemory = (bytes: number, shares: number): LaunchSpec => ({
      ...spec,
      linux: { ...spec.linux, resources: { cpu: { shares }, memory: { reservation: bytes, limit: bytes } } },
    })
    const limits = () =>
      ['memory.max', 'memory.low', 'cpu.weight'].map(name => readFileSync(join(mount, 'mesos', 'box', name), 'utf8'))
    updateCgroups(layout, withMemory(128 * mb, 1024))
    expect(limits()).toEqual([String(128 * mb), String(128 * mb), '100'])
    updateCgroups(layout, withMemory(64 * mb, 512))
    expect(limits()).toEqual([String(128 * mb), String(64 * mb), '50'])

    writeFileSync(join(mount, 'mesos', 'box', 'leaf', 'cgroup.procs'), '11\n12\n')
    writeFileSync(join(mount, 'mesos', 'box', 'memory.events'), 'low 0\noom 2\noom_kill 1\n')
    expect(cgroupMembers(layout, 'box')).toEqual([11, 12])
    expect(oomKills(layout, 'box')).toBe(1)
    expect(readCgroupFiles(layout, 'box', ['memory.max', 'absent']).size).toBe(1)
  })
  it('is no hierarchy when it is empty', () => {
    expect(detectCgroups(mount)).toBeUndefined()
    expect(() => prepareCgroups(mount, 'mesos', ['cpu'], '')).toThrow('no cgroups are mounted')
  })
})
