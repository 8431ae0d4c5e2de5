import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detectCgroups } from '../../../src/daemons/follower/linux/cgroup-roots.ts'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'

/** Hierarchies that few machines mount, but many kernels have. */
const wanted = ['net_cls', 'net_prio', 'perf_event']
const lines = existsSync('/proc/cgroups') ? readFileSync('/proc/cgroups', 'utf8').split('\n') : []
const inKernel = (name: string) => lines.some(line => line.startsWith(`${name}\t`) && line.endsWith('\t1'))
const possible = isRoot && detectCgroups('/sys/fs/cgroup')?.kind === 'v1' && wanted.every(inKernel)
const why = possible ? '' : ' (skipped: it needs root, cgroups v1 and a kernel with net_cls, net_prio and perf_event)'
const perf = existsSync('/usr/bin/perf')

/**
 * The follower runs in a mount namespace of its own, in which cgroups are mounted with the wanted ones among them; the kernel
 * forgets those when it and their cgroups are gone.
 */
describe.runIf(possible)(`class ids, priorities and counters of containers${why}`, () => {
  let master: FakeMaster
  let follower: FollowerProcess
  let mount: string
  const ids = { first: 0x120001, second: 0x120002 }

  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [
      '--isolation=cgroups/net_cls,cgroups/net_prio,cgroups/perf_event,cgroups/cpu',
      '--cgroups_net_cls_primary_handle=0x12',
      '--cgroups_net_cls_secondary_handles=0x1,0x2',
      ...(perf ? ['--perf_events=task-clock,context-switches', '--perf_interval=1secs', '--perf_duration=100ms'] : []),
    ])
    mount = join(follower.folder, 'cgroup')
    mkdirSync(mount)
    follower.through = ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', mounting(mount), 'mounting']
    await follower.start([`--cgroups_hierarchy=${mount}`])
  })
  afterAll(async () => {
    const left = () => follower.processesLeft().filter(line => !line.includes('mesos-agent'))
    await until(
      () => left().length === 0,
      'no process is left',
      () => left().join('\n'),
    )
    for (const controller of wanted) {
      const root = join(inside(), controller, follower.cgroup)
      await until(
        () => folders(root).length === 0,
        'no cgroup is left',
        () => folders(root).join('\n'),
      )
      rmdirSync(root)
    }
    expect(follower.cgroupsLeft()).toEqual([])
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  /** Our view of the follower's file systems. */
  const inside = () => `/proc/${follower.child!.pid}/root${mount}`
  const run = (id: string, command: string) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, { resources: cpus }))
  const kill = async (id: string) => {
    await master.kill(id, 0)
    await master.status(id, 'TASK_KILLED')
  }
  const classId = (container: string) =>
    Number(readFileSync(join(inside(), 'net_cls', follower.cgroup, container, 'net_cls.classid'), 'utf8'))

  it('each has its own class id, across a restart, and the last is refused when all are taken', async () => {
    await run('first', 'cat /proc/self/cgroup; sleep 1000')
    const told = await master.status('first', 'TASK_RUNNING')
    expect(told.container_status.cgroup_info).toEqual({ net_cls: { classid: ids.first } })
    const container = told.container_status.container_id.value
    expect(classId(container)).toBe(ids.first)
    await until(() => follower.read('first', 'stdout').includes('net_cls'), 'it has told its cgroups')
    for (const controller of wanted) {
      expect(follower.read('first', 'stdout')).toMatch(new RegExp(`:${controller}:/${follower.cgroup}/${container}\n`))
    }

    await follower.acknowledged('first')
    await follower.kill('SIGKILL')
    await follower.start([`--cgroups_hierarchy=${mount}`])
    await run('second', 'sleep 1000')
    expect((await master.status('second', 'TASK_RUNNING')).container_status.cgroup_info.net_cls.classid).toBe(
      ids.second,
    )
    await run('third', 'sleep 1000')
    expect((await master.status('third', 'TASK_FAILED')).message).toContain('class ids of net_cls are taken')
    const [shown] = (await follower.get('/containers')).filter(({ executor_id }: any) => executor_id === 'first')
    expect(shown.status.cgroup_info).toEqual({ net_cls: { classid: ids.first } })

    await kill('first')
    await run('fourth', 'sleep 1000')
    expect((await master.status('fourth', 'TASK_RUNNING')).container_status.cgroup_info.net_cls.classid).toBe(ids.first)
    await kill('second')
    await kill('fourth')
  })

  it.runIf(perf)('its events are counted', async () => {
    await run('busy', 'while :; do :; done')
    await master.status('busy', 'TASK_RUNNING')
    const counted = async () =>
      (await follower.get('/monitor/statistics')).find(({ executor_id }: any) => executor_id === 'busy')?.statistics
        .perf
    await until(async () => (await counted())?.task_clock > 0, 'a sample is there')
    expect(await counted()).toMatchObject({ duration: 0.1 })
    expect((await counted()).timestamp).toBeGreaterThan(1e9)
    await kill('busy')
  })
})

/** Binds what the machine has mounted, mounts the rest, and goes on as the follower. */
const mounting = (mount: string): string => `
set -e
mount -t tmpfs cgroups ${mount}
for old in /sys/fs/cgroup/*/; do
  [ -e "$old/cgroup.procs" ] && [ ! -e "$old/cgroup.controllers" ] || continue
  mkdir -p ${mount}/$(basename "$old")
  mount --bind "$old" ${mount}/$(basename "$old")
done
for new in ${wanted.join(' ')}; do
  [ ! -e ${mount}/$new ] || continue
  mkdir ${mount}/$new
  mount -t cgroup -o $new cgroup ${mount}/$new
done
exec "$@"
`

const cpus = [
  { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: 'dev' } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, allocation_info: { role: 'dev' } },
]

const folders = (root: string) =>
  readdirSync(root, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []))
