import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { LaunchSpec } from '../../../../src/daemons/follower/containerizer/launch-spec.ts'
import { enterAgentCgroups } from '../../../../src/daemons/follower/linux/agent-cgroups.ts'
import { allowedDevices } from '../../../../src/daemons/follower/linux/allowed-devices.ts'
import { cgroupFolder, planV1, planV2 } from '../../../../src/daemons/follower/linux/cgroup-files.ts'
import { ownPath, prepareCgroups } from '../../../../src/daemons/follower/linux/cgroup-roots.ts'
import { freeClassId } from '../../../../src/daemons/follower/linux/class-ids.ts'
import { copyCpuset } from '../../../../src/daemons/follower/linux/cpuset.ts'
import { mountHolding } from '../../../../src/daemons/follower/linux/project-quotas.ts'
import { readSeccompProfile } from '../../../../src/daemons/follower/linux/seccomp-profiles.ts'

const folder = mkdtempSync(join(tmpdir(), 'mantl-plans-'))
afterAll(() => rmSync(folder, { recursive: true }))

const nested: LaunchSpec = {
  process: { args: ['true'], env: [], cwd: '/' },
  linux: {
    cgroupsPath: 'a/b',
    controllers: ['freezer'],
    joins: [{ controller: 'memory', cgroupsPath: 'a' }],
    resources: {},
  },
}
const roots = (...names: string[]) => new Map(names.map(name => [name, `${name}/mesos`]))

describe('nested containers', () => {
  it('lie in a folder of their parent’s', () => {
    expect(['a', 'a/b', 'a/b/c'].map(cgroupFolder)).toEqual(['a', 'a/mesos/b', 'a/mesos/b/mesos/c'])
  })
  it('join their parent’s cgroup where they share it', () => {
    expect(planV1(nested, roots('freezer', 'memory'))).toEqual({
      folders: ['freezer/mesos/a/mesos/b'],
      writes: [],
      join: ['freezer/mesos/a/mesos/b/cgroup.procs', 'memory/mesos/a/cgroup.procs'],
    })
  })
  it('have a folder in it where nothing else tells whose a process is', () => {
    const { folders, join: joined } = planV1(
      { ...nested, linux: { ...nested.linux, controllers: [] } },
      roots('memory'),
    )
    expect({ folders, joined }).toEqual({
      folders: ['memory/mesos/a/mesos/b'],
      joined: ['memory/mesos/a/mesos/b/cgroup.procs'],
    })
  })
  it('lie in their parent’s in the unified hierarchy, limited or not', () => {
    expect(planV2(nested, 'mesos')).toEqual({
      folders: ['mesos/a/mesos/b', 'mesos/a/mesos/b/leaf'],
      writes: [],
      join: ['mesos/a/mesos/b/leaf/cgroup.procs'],
    })
  })
})

describe('limits', () => {
  const spec: LaunchSpec = {
    ...nested,
    linux: {
      cgroupsPath: 'c',
      controllers: ['cpu', 'memory', 'pids', 'devices'],
      resources: {
        cpu: { shares: 1024, period: 100_000, quota: -1 },
        memory: { reservation: 64, limit: -1, swap: -1 },
        pids: { limit: 7 },
        devices: [
          { allow: false, type: 'a', access: 'rwm' },
          { allow: true, type: 'c', access: 'm' },
          { allow: true, type: 'c', major: 136, access: 'rwm' },
          { allow: true, type: 'b', major: 8, minor: 0, access: 'r' },
        ],
      },
    },
  }
  const written = (writes: readonly { path: string; value: string }[]) =>
    writes.map(({ path, value }) => `${path.replace(/^.*\/c\//, '')} ${value}`)
  it('in the old hierarchies', () => {
    expect(written(planV1(spec, roots('cpu', 'memory', 'pids', 'devices')).writes)).toEqual([
      ...['cpu.shares 1024', 'cpu.cfs_period_us 100000', 'cpu.cfs_quota_us -1'],
      ...['memory.soft_limit_in_bytes 64', 'memory.limit_in_bytes -1', 'memory.memsw.limit_in_bytes -1'],
      ...[
        'pids.max 7',
        'devices.deny a',
        'devices.allow c *:* m',
        'devices.allow c 136:* rwm',
        'devices.allow b 8:0 r',
      ],
    ])
  })
  it('in the unified one, which knows no devices', () => {
    expect(written(planV2(spec, 'mesos').writes)).toEqual([
      ...['cpu.weight 100', 'cpu.max max 100000', 'memory.low 64', 'memory.max max', 'memory.swap.max max'],
      ...['memory.oom.group 1', 'pids.max 7'],
    ])
  })
})

describe('the unified hierarchy', () => {
  it('must give what isolators want', () => {
    const mount = join(folder, 'unified')
    mkdirSync(join(mount, 'mesos'), { recursive: true })
    writeFileSync(join(mount, 'cgroup.controllers'), 'cpu memory io\n')
    writeFileSync(join(mount, 'mesos', 'cgroup.controllers'), 'cpu io\n')
    const prepare = (...controllers: string[]) => prepareCgroups(mount, 'mesos', controllers, '0::/\n').roots.get('')
    expect(prepare('cpu', 'cpuacct', 'blkio', 'freezer', 'devices')).toBe('mesos')
    expect(() => prepare('cpu', 'memory')).toThrow('is not given the controllers memory')
  })
})

describe('--agent_subsystems', () => {
  it('puts us into a cgroup of our own', () => {
    const mount = join(folder, 'agent')
    for (const name of ['memory', 'pids']) {
      mkdirSync(join(mount, name, 'mesos'), { recursive: true })
      writeFileSync(join(mount, name, 'cgroup.procs'), '')
    }
    enterAgentCgroups(mount, 'mesos', 'memory, pids', 42)
    expect(readFileSync(join(mount, 'pids/mesos/slave/cgroup.procs'), 'utf8')).toBe('42')
    expect(() => enterAgentCgroups(mount, 'mesos', 'memory,cpu,net_cls', 42)).toThrow('has no cgroups of cpu, net_cls')
  })
})

describe('class ids', () => {
  it('are the lowest that nobody below has', () => {
    const root = join(folder, 'net_cls')
    const put = (path: string, id: number) => {
      mkdirSync(join(root, path), { recursive: true })
      writeFileSync(join(root, path, 'net_cls.classid'), `${id}\n`)
    }
    mkdirSync(root)
    expect(freeClassId(root, { first: 5, last: 7 })).toBe(5)
    put('a', 5)
    put('b/mesos/c', 6)
    expect(freeClassId(root, { first: 5, last: 7 })).toBe(7)
    put('d', 7)
    expect(() => freeClassId(root, { first: 5, last: 7 })).toThrow('all 3 class ids of net_cls are taken')
  })
})

describe('a cpuset', () => {
  it('gets its parent’s where it has none', () => {
    const own = join(folder, 'cpuset/mesos/c')
    mkdirSync(own, { recursive: true })
    for (const [path, value] of [
      ['', '0-3'],
      ['mesos', ''],
      ['mesos/c', ''],
    ] as const) {
      for (const file of ['cpuset.cpus', 'cpuset.mems']) writeFileSync(join(folder, 'cpuset', path, file), `${value}\n`)
    }
    copyCpuset(folder, 'cpuset/mesos/c')
    expect(readFileSync(join(own, 'cpuset.cpus'), 'utf8')).toBe('0-3')
    writeFileSync(join(own, 'cpuset.cpus'), '1\n')
    copyCpuset(folder, 'cpuset/mesos/c')
    expect(readFileSync(join(own, 'cpuset.cpus'), 'utf8')).toBe('1\n')
  })
})

describe('the file system of a folder', () => {
  const mountinfo = [
    '22 1 8:1 / / rw - ext4 /dev/root rw',
    '30 22 8:2 / /srv rw shared:1 master:2 - xfs /dev/sdb rw,prjquota',
    '31 22 8:3 / /srv/with\\040space rw - xfs /dev/sdc rw,noquota',
    '32 22 0:5 / /srvx rw - tmpfs none rw',
  ].join('\n')
  it.each([
    { path: '/', mountPoint: '/', type: 'ext4' },
    { path: '/srv', mountPoint: '/srv', type: 'xfs' },
    { path: '/srv/a/b', mountPoint: '/srv', type: 'xfs' },
    { path: '/srv/with space/a', mountPoint: '/srv/with space', type: 'xfs' },
    { path: '/srvx/a', mountPoint: '/srvx', type: 'tmpfs' },
    { path: '/srvy', mountPoint: '/', type: 'ext4' },
  ])('$path is on $mountPoint', ({ path, mountPoint, type }) => {
    expect(mountHolding(path, mountinfo)).toMatchObject({ mountPoint, type })
  })
  it('tells its options', () => {
    expect(mountHolding('/srv', mountinfo)?.options).toContain('prjquota')
  })
})

describe('--allowed_devices', () => {
  const access = { read: true, mknod: true }
  it('has the numbers that nodes have here', () => {
    const flag = { allowed_devices: [{ device: { path: '/dev/null' }, access }] }
    expect(allowedDevices(flag)).toEqual([{ path: '/dev/null', type: 'c', major: 1, minor: 3, access: 'rm' }])
    expect(allowedDevices(undefined)).toEqual([])
  })
  it.each([
    { flag: { allowed_devices: [{ device: { path: '/etc/passwd' }, access }] }, says: 'does not lie in /dev' },
    { flag: { allowed_devices: [{ device: { path: '/dev/nothing' }, access }] }, says: 'is no device' },
    { flag: { allowed_devices: [{ device: {}, access }] }, says: 'has no path' },
    { flag: { allowed_devices: [{ device: { path: '/dev/null' }, access: {} }] }, says: 'nothing is allowed' },
    { flag: 'all', says: '--allowed_devices' },
  ])('is refused: $says', ({ flag, says }) => {
    expect(() => allowedDevices(flag)).toThrow(says)
  })
})

it('a seccomp profile is a file of its folder, and nothing else', () => {
  writeFileSync(join(folder, 'good.json'), '{"defaultAction":"SCMP_ACT_LOG"}')
  writeFileSync(join(folder, 'bad.json'), '{')
  expect(readSeccompProfile(folder, 'good.json')).toEqual({ profile: { defaultAction: 'SCMP_ACT_LOG' } })
  for (const name of ['', '.', '..', '../x', '/etc/passwd', 'bad.json', 'absent', 'nul\0']) {
    expect(readSeccompProfile(folder, name)).toHaveProperty('refused')
  }
})

it('our own cgroup is found by controller', () => {
  const own = '5:devices:/a\n3:cpu,cpuacct:/b\n0::/c\n'
  expect(['devices', 'cpuacct', '', 'memory'].map(name => ownPath(own, name))).toEqual(['/a', '/b', '/c', '/'])
})
