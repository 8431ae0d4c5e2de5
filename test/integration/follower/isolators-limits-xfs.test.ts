import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectQuotas } from '../../../src/daemons/follower/linux/project-quotas.ts'
import { projectsOn } from '../../../src/daemons/follower/linux/xfs-projects.ts'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'

/** A file system of its own in a file, counting projects. What the reason is where that can't be had. */
const mountXfs = (): { readonly mount: string; readonly undo: () => void; readonly missing?: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-xfs-'))
  const mount = join(folder, 'mount')
  const undo = () => {
    try {
      execFileSync('umount', [mount], { stdio: 'ignore' })
    } catch {}
    rmSync(folder, { recursive: true, force: true })
  }
  if (!isRoot) return { mount, undo, missing: 'it needs root' }
  try {
    mkdirSync(mount)
    execFileSync('truncate', ['-s', '512M', join(folder, 'image')])
    execFileSync('mkfs.xfs', ['-q', join(folder, 'image')], { stdio: 'ignore' })
    execFileSync('mount', ['-t', 'xfs', '-o', 'loop,pquota', join(folder, 'image'), mount], { stdio: 'ignore' })
  } catch {
    return { mount, undo, missing: 'no XFS can be mounted with pquota' }
  }
  return { mount, undo, ...projectQuotas(mount) }
}

const xfs = mountXfs()
if (xfs.missing !== undefined) xfs.undo()
const why = xfs.missing === undefined ? '' : ` (skipped: ${xfs.missing})`

describe.runIf(xfs.missing === undefined)(`sandboxes that are projects of XFS${why}`, () => {
  let master: FakeMaster
  let follower: FollowerProcess

  beforeAll(async () => {
    master = await startFakeMaster()
    const before = process.env.TMPDIR
    process.env.TMPDIR = xfs.mount
    follower = new FollowerProcess(master, flags('--xfs_project_range=[7000-7001]'))
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    await follower.start()
  })
  afterAll(async () => {
    await follower.leavesNothing()
    await follower.close()
    await master.close()
    follower.removeCgroups()
    xfs.undo()
  })

  const flags = (...more: string[]) => [
    '--isolation=posix/cpu,posix/mem,disk/xfs',
    '--container_disk_watch_interval=200ms',
    '--enforce_container_disk_quota',
    ...more,
  ]
  const run = (id: string, command: string, megabytes: number) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, { resources: resources(megabytes) }))
  it('get no block more than they were given, and their ids are theirs alone', async () => {
    await run('full', 'head -c 9000000 /dev/zero >hoard; sync; stat -c %s hoard; sleep 1000', 4)
    await master.status('full', 'TASK_RUNNING')
    await until(() => follower.read('full', 'stdout') !== '', 'it is full')
    expect(Number(follower.read('full', 'stdout'))).toBeLessThanOrEqual(4 * 1024 * 1024)
    expect(follower.read('full', 'stderr')).toMatch(/No space left|quota/i)
    expect((await projectsOn(xfs.mount)).get(7000)).toMatchObject({ limitBytes: 4 * 1024 * 1024 })

    await run('other', 'sleep 1000', 8)
    await master.status('other', 'TASK_RUNNING')
    expect((await projectsOn(xfs.mount)).get(7001)).toMatchObject({ limitBytes: 8 * 1024 * 1024 })
    const used = async () =>
      (await follower.get('/monitor/statistics')).find(({ executor_id }: any) => executor_id === 'full').statistics
    await until(async () => (await used()).disk_used_bytes > 3_000_000, 'its blocks are told')
    expect((await used()).disk_limit_bytes).toBe(4 * 1024 * 1024)

    await run('third', 'true', 1)
    expect((await master.status('third', 'TASK_FAILED')).message).toContain('--xfs_project_range')
  })

  it('keep their projects over a restart, and lose their limits with their containers', async () => {
    await follower.kill('SIGKILL')
    await follower.start()
    for (const id of ['full', 'other']) {
      await master.kill(id, 0)
      await master.status(id, 'TASK_KILLED')
    }
    expect((await projectsOn(xfs.mount)).get(7000)).toMatchObject({ limitBytes: 0 })
    expect((await projectsOn(xfs.mount)).get(7000)?.usedBytes).toBeGreaterThan(3_000_000)
  })

  it('end their containers instead, where the operator wants that', async () => {
    await follower.kill('SIGTERM')
    follower.flags = flags('--xfs_kill_containers', '--xfs_project_range=[7100-7101]')
    await follower.start()
    await run('killed', 'head -c 9000000 /dev/zero >hoard; sleep 1000', 4)
    expect(await master.status('killed', 'TASK_FAILED')).toMatchObject({
      reason: 'REASON_CONTAINER_LIMITATION_DISK',
      limitation: { resources: [{ name: 'disk', scalar: { value: 4 } }] },
    })
  })
})

const resources = (megabytes: number) => [
  { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: 'dev' } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, allocation_info: { role: 'dev' } },
  { name: 'disk', type: 'SCALAR', scalar: { value: megabytes }, allocation_info: { role: 'dev' } },
]
