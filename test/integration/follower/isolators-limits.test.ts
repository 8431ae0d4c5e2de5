import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detectCgroups } from '../../../src/daemons/follower/linux/cgroup-roots.ts'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isRoot, runTask, type TaskOptions, until } from './follower-process.ts'

const cgroups = detectCgroups('/sys/fs/cgroup')
const old = cgroups?.kind === 'v1'
/** The unified hierarchy wants a program for them. */
const rulesDevices = old || existsSync('/usr/sbin/bpftool')
const fuse = ['/dev/fuse', '/dev/loop-control'].find(path => existsSync(path))
const bounding = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'MKNOD', 'NET_RAW', 'SETGID', 'SETPCAP', 'SETUID']
/** Their numbers in linux/capability.h. */
const bits = [0, 1, 3, 5, 27, 13, 6, 8, 7]
const mask = (numbers: readonly number[]) =>
  numbers
    .reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)
    .toString(16)
    .padStart(16, '0')

/** What a container can and can't do, tried from inside. Root's: cgroups and capabilities are. */
describe.runIf(isRoot)('a container is held by its isolators', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  let profiles: string

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [
      '--isolation=cgroups/all,posix/rlimits,linux/capabilities,linux/seccomp',
      `--bounding_capabilities=${JSON.stringify({ capabilities: bounding })}`,
      '--cgroups_cpu_enable_pids_and_tids_count',
      '--cgroups_enable_cfs',
      ...(fuse && rulesDevices ? [`--allowed_devices=${allowing(fuse)}`] : []),
    ])
    profiles = join(follower.folder, 'profiles')
    mkdirSync(profiles)
    const profile = (action: string) =>
      JSON.stringify({
        defaultAction: 'SCMP_ACT_ALLOW',
        archMap: [
          { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] },
          { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: ['SCMP_ARCH_ARM'] },
        ],
        syscalls: [
          { names: ['mkdir', 'mkdirat'], action, args: [], includes: {}, excludes: {} },
          { names: ['chmod', 'fchmodat'], action, args: [], includes: {}, excludes: { caps: ['CAP_CHOWN'] } },
        ],
      })
    writeFileSync(join(profiles, 'deny.json'), profile('SCMP_ACT_ERRNO'))
    writeFileSync(join(profiles, 'kill.json'), profile('SCMP_ACT_KILL_PROCESS'))
    chmodSync(follower.folder, 0o755)
    copyFileSync('/bin/cat', join(follower.folder, 'setuid-cat'))
    chmodSync(join(follower.folder, 'setuid-cat'), 0o4755)
    await follower.start([`--seccomp_config_dir=${profiles}`])
  })
  afterAll(async () => {
    await follower.leavesNothing()
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (id: string, command: string, options: TaskOptions = {}) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, options))
  const linux = (linux_info: object) => ({ container: { type: 'MESOS', linux_info } })
  const running = async (id: string) =>
    (await follower.get('/containers')).find(({ executor_id }: any) => executor_id === id)
  const file = (controller: string, container: string, name: string) =>
    readFileSync(join('/sys/fs/cgroup', old ? controller : '', follower.cgroup, container, name), 'utf8').trim()

  it('has no capability beyond the bounding set, and gains none through a setuid program', async () => {
    await run('root', 'grep Cap /proc/self/status; mount -t tmpfs none . && echo mounted')
    await master.status('root', 'TASK_FAILED')
    expect(follower.read('root', 'stdout')).toContain(`CapBnd:\t${mask(bits)}`)
    expect(follower.read('root', 'stdout')).toContain(`CapEff:\t${mask(bits)}`)
    expect(follower.read('root', 'stdout')).not.toContain('mounted')

    await run('setuid', `${follower.folder}/setuid-cat /proc/self/status`, { command: { user: 'nobody' } })
    await master.status('setuid', 'TASK_FINISHED')
    expect(follower.read('setuid', 'stdout')).toContain(`CapEff:\t${mask(bits)}`)
  })

  it('has the capabilities that it asks for, as an ordinary user too, and is refused others', async () => {
    const asking = (...capabilities: string[]) => linux({ effective_capabilities: { capabilities } })
    await run('raw', 'grep Cap /proc/self/status', { command: { user: 'nobody' }, ...asking('NET_RAW') })
    await master.status('raw', 'TASK_FINISHED')
    expect(follower.read('raw', 'stdout')).toContain(`CapEff:\t${mask([13])}`)

    await run('few', 'grep Cap /proc/self/status', {
      ...linux({ capability_info: { capabilities: ['KILL'] }, bounding_capabilities: { capabilities: ['KILL'] } }),
    })
    await master.status('few', 'TASK_FINISHED')
    expect(follower.read('few', 'stdout')).toContain(`CapEff:\t${mask([5])}\nCapBnd:\t${mask([5])}`)

    await run('admin', 'true', asking('SYS_ADMIN'))
    expect(await master.status('admin', 'TASK_FAILED')).toMatchObject({
      reason: 'REASON_CONTAINER_LAUNCH_FAILED',
      message: expect.stringContaining('CAP_SYS_ADMIN'),
    })
  })

  it('is denied system calls by the profile that it names, or killed for them', async () => {
    const command = 'mkdir made && echo made; chmod 700 . && echo changed; sleep 0; exit 3'
    await run('free', command)
    await run('denied', command, linux({ seccomp: { profile_name: 'deny.json' } }))
    await run('unconfined', command, linux({ seccomp: { unconfined: true } }))
    await run('shot', 'exec mkdir made', linux({ seccomp: { profile_name: 'kill.json' } }))
    for (const id of ['free', 'unconfined']) {
      await master.status(id, 'TASK_FAILED')
      expect(follower.read(id, 'stdout')).toBe('made\nchanged\n')
    }
    expect(await master.status('denied', 'TASK_FAILED')).toMatchObject({ message: 'Command exited with status 3' })
    // chmod passes: the rule against it is for those without CAP_CHOWN.
    expect(follower.read('denied', 'stdout')).toBe('changed\n')
    expect(existsSync(join(follower.sandbox('denied'), 'made'))).toBe(false)
    expect((await master.status('shot', 'TASK_FAILED')).message).toMatch(/Bad system call|status 159/)

    for (const name of ['missing.json', '../profiles/deny.json']) {
      const id = name.replaceAll(/\W/g, '')
      await run(id, 'true', linux({ seccomp: { profile_name: name } }))
      expect((await master.status(id, 'TASK_FAILED')).message).toContain(`the seccomp profile '${name}' can't be read`)
    }
  })

  it('has the resource limits that it asks for', async () => {
    const rlimit_info = {
      rlimits: [
        { type: 'RLMT_NOFILE', soft: 77, hard: 99 },
        { type: 'RLMT_CORE' },
        { type: 'RLMT_FSIZE', soft: 1024, hard: 1024 },
      ],
    }
    const command = 'ulimit -n; ulimit -Hn; ulimit -c; head -c 2048 /dev/zero >big; stat -c %s big'
    await run('limited', command, { container: { type: 'MESOS', rlimit_info } })
    await master.status('limited', 'TASK_FINISHED')
    expect(follower.read('limited', 'stdout')).toBe('77\n99\nunlimited\n1024\n')

    await run('half', 'true', {
      container: { type: 'MESOS', rlimit_info: { rlimits: [{ type: 'RLMT_AS', soft: 1 }] } },
    })
    expect((await master.status('half', 'TASK_FAILED')).message).toContain('RLMT_AS')
  })

  it('can not bomb the machine with processes', async () => {
    await run('bomb', 'f() { f | f & }; f; echo lit; while :; do sleep 1000; done', pids(40))
    await master.status('bomb', 'TASK_RUNNING')
    const { container_id } = await running('bomb')
    expect(file('pids', container_id, 'pids.max')).toBe('40')
    const refused = () => Number(/max (\d+)/.exec(file('pids', container_id, 'pids.events'))?.[1] ?? 0)
    await until(() => refused() > 0, 'the bomb is refused another process')
    expect(Number(file('pids', container_id, 'pids.current'))).toBeLessThanOrEqual(40)
    await master.kill('bomb', 0)
    await master.status('bomb', 'TASK_KILLED')
    await until(() => !follower.cgroupsLeft().some(folder => folder.includes(container_id)), 'its cgroups are gone')
  })

  it.runIf(rulesDevices)('may open few devices, and those that the operator allows', async () => {
    const open = (node: string) => `exec 3<>${node} && echo ${node}`
    const allowed = fuse === undefined ? [] : [`mknod allowed c ${numbersOf(fuse)}`, 'exec 3<allowed && echo allowed']
    await run('devices', ['mknod kmsg c 1 11', open('/dev/null'), ...allowed, open('kmsg')].join('; '))
    await master.status('devices', 'TASK_FAILED')
    expect(follower.read('devices', 'stdout')).toBe(fuse ? '/dev/null\nallowed\n' : '/dev/null\n')
    expect(follower.read('devices', 'stderr')).toMatch(/kmsg: Operation not permitted/)
  })

  it('may go beyond what it asked for as far as its limits say', async () => {
    await run('burst', 'cat /proc/self/oom_score_adj; sleep 1000', {
      limits: { mem: { value: 256 }, cpus: { value: 0.5 } },
    })
    await run('boundless', 'sleep 1000', {
      limits: { mem: { value: Number.POSITIVE_INFINITY }, cpus: { value: Number.POSITIVE_INFINITY } },
    })
    for (const id of ['burst', 'boundless']) await master.status(id, 'TASK_RUNNING')
    const [burst, boundless] = [(await running('burst')).container_id, (await running('boundless')).container_id]
    const memory = old ? 'memory.limit_in_bytes' : 'memory.max'
    const cpu = old ? 'cpu.cfs_quota_us' : 'cpu.max'
    expect(file('memory', burst, memory)).toBe(String((256 + 32) * 1024 * 1024))
    expect(file('cpu', burst, cpu)).toBe(old ? '60000' : '60000 100000')
    expect(file('cpu', boundless, cpu)).toBe(old ? '-1' : 'max 100000')
    expect(file('memory', boundless, memory)).toMatch(/^(max|9223372036854771712)$/)
    await until(() => follower.read('burst', 'stdout') !== '', 'it has told its score')
    expect(Number(follower.read('burst', 'stdout'))).toBeGreaterThan(0)
    for (const id of ['burst', 'boundless']) {
      await master.kill(id, 0)
      await master.status(id, 'TASK_KILLED')
    }
  })

  it('has statistics of all that its isolators know', async () => {
    await run('known', 'head -c 1000000 /dev/zero >file; sync file; sleep 1000')
    await master.status('known', 'TASK_RUNNING')
    const { statistics } = await running('known')
    const names = ['processes', 'threads', 'cpus_user_time_secs', 'cpus_nr_periods', 'mem_total_bytes']
    const more = [
      'mem_rss_bytes',
      'mem_cache_bytes',
      'mem_mapped_file_bytes',
      'mem_swap_bytes',
      'mem_unevictable_bytes',
    ]
    const counted = cgroups?.controllers.includes('blkio') ? ['blkio_statistics'] : []
    for (const name of [...names, ...more, ...counted]) expect(statistics).toHaveProperty(name)
    expect(statistics.processes).toBeGreaterThanOrEqual(1)
    await master.kill('known', 0)
    await master.status('known', 'TASK_KILLED')
  })
})

const pids = (limit: number): TaskOptions => ({
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: 'dev' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, allocation_info: { role: 'dev' } },
    { name: 'pids', type: 'SCALAR', scalar: { value: limit }, allocation_info: { role: 'dev' } },
  ],
})

const allowing = (path: string): string =>
  JSON.stringify({ allowed_devices: [{ device: { path }, access: { read: true, write: false, mknod: true } }] })

/** As ls(1) shows them, from sysfs. */
const numbersOf = (path: string): string => {
  const name = path.replace('/dev/', '')
  return readFileSync(`/sys/class/misc/${name}/dev`, 'utf8').trim().replace(':', ' ')
}
