import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { busyboxImage, writeDockerArchive } from '../../support/images/build.ts'
import { leaksOf } from '../../support/leaks.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isRoot, runTask, type TaskOptions, until } from './follower-process.ts'

const mb = 1024 * 1024

/** Needs no root but where another user is wanted. */
describe('a container and its sandbox', () => {
  let master: FakeMaster
  let follower: FollowerProcess

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [
      '--isolation=posix/cpu,posix/mem,posix/disk,linux/nnp',
      '--container_disk_watch_interval=200ms',
      '--enforce_container_disk_quota',
      ...(isRoot ? [] : ['--launcher=posix']),
    ])
    chmodSync(follower.folder, 0o755)
    copyFileSync('/bin/cat', join(follower.folder, 'setuid-cat'))
    chmodSync(join(follower.folder, 'setuid-cat'), 0o4755)
    await follower.start()
  })
  afterAll(async () => {
    await follower.leavesNothing()
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (id: string, command: string, options: TaskOptions = {}) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, options))
  const statistics = async (id: string) =>
    (await follower.get('/monitor/statistics')).find(({ executor_id }: any) => executor_id === id)?.statistics

  it('ends when it takes more disk than it was given', async () => {
    await run('hog', 'head -c 9000000 /dev/zero >hoard; sleep 1000', disk(4))
    const failed = await master.status('hog', 'TASK_FAILED')
    expect(failed).toMatchObject({ reason: 'REASON_CONTAINER_LIMITATION_DISK', source: 'SOURCE_AGENT' })
    expect(failed.message).toMatch(/^Disk usage \(\d+[KM]B\) exceeds quota \(4MB\)$/)
    expect(failed.limitation.resources).toMatchObject([{ name: 'disk', scalar: { value: 4 } }])
  })

  it('lives on below its quota, whatever its links lead to, and tells what it takes', async () => {
    const big = join(follower.folder, 'big')
    writeFileSync(big, Buffer.alloc(9_000_000))
    await run('modest', `head -c 1000000 /dev/zero >some; ln -s ${big} link; sleep 1000`, disk(4))
    await run('unmetered', 'head -c 9000000 /dev/zero >hoard; sleep 1000')
    await until(async () => (await statistics('unmetered'))?.disk_used_bytes > 8 * mb, 'the whole is measured')
    await until(async () => (await statistics('modest'))?.disk_used_bytes > 900_000, 'some is measured')
    expect((await statistics('modest')).disk_used_bytes).toBeLessThan(2 * mb)
    expect((await statistics('modest')).disk_limit_bytes).toBe(4 * mb)
    expect(await statistics('unmetered')).not.toHaveProperty('disk_limit_bytes')
    expect(master.states('modest')).not.toContain('TASK_FAILED')
    for (const id of ['modest', 'unmetered']) {
      await master.kill(id, 0)
      await master.status(id, 'TASK_KILLED')
    }
  })

  it('is measured again after a restart of the follower', async () => {
    await run('late', 'while [ ! -e more ]; do sleep 0.1; done; head -c 9000000 /dev/zero >hoard; sleep 1000', disk(4))
    await master.status('late', 'TASK_RUNNING')
    await follower.acknowledged('late')
    await follower.kill('SIGKILL')
    await follower.start()
    writeFileSync(join(follower.sandbox('late'), 'more'), '')
    expect(await master.status('late', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_CONTAINER_LIMITATION_DISK' })
  })

  it.runIf(isRoot)('gains nothing through a setuid program', async () => {
    await run('nobody', `${follower.folder}/setuid-cat /proc/self/status`, { command: { user: 'nobody' } })
    await master.status('nobody', 'TASK_FINISHED')
    expect(follower.read('nobody', 'stdout')).toContain('NoNewPrivs:\t1')
    expect(follower.read('nobody', 'stdout')).toContain(`CapEff:\t${'0'.repeat(16)}`)
    expect(follower.read('nobody', 'stdout')).toMatch(/^Uid:\t(\d+)\t\1\t\1\t\1$/m)
  })
})

describe.runIf(isRoot)('what a container writes over its image', () => {
  let master: FakeMaster
  let follower: FollowerProcess

  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [
      '--isolation=filesystem/linux,docker/runtime,disk/du',
      '--image_providers=docker',
      '--image_provisioner_backend=overlay',
      '--container_disk_watch_interval=200ms',
      '--enforce_container_disk_quota',
    ])
    const registry = join(follower.folder, 'registry')
    mkdirSync(registry)
    writeDockerArchive(registry, busyboxImage())
    await follower.start([`--docker_registry=${registry}`, `--docker_store_dir=${follower.folder}/store`])
  })
  afterAll(async () => {
    await follower.kill('SIGTERM')
    const left = () => leaksOf(follower)
    await until(
      () => left().length === 0,
      'nothing is left',
      () => left().join('\n'),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  it('counts for its sandbox', async () => {
    const image = { type: 'DOCKER', docker: { name: 'busybox' } }
    await master.send('RunTaskMessage', {
      ...runTask(master.agentId, 'layers', 'head -c 9000000 /dev/zero >/hoard; sleep 1000', {
        ...disk(4),
        container: { type: 'MESOS', mesos: { image } },
      }),
    })
    const { update } = await master.next('StatusUpdateMessage', ({ update: one }) => one.status.state === 'TASK_FAILED')
    expect(update.status).toMatchObject({ reason: 'REASON_CONTAINER_LIMITATION_DISK' })
    expect(update.status.message).toContain('exceeds quota (4MB)')
  })
})

const disk = (megabytes: number): TaskOptions => ({
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: 'dev' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, allocation_info: { role: 'dev' } },
    { name: 'disk', type: 'SCALAR', scalar: { value: megabytes }, allocation_info: { role: 'dev' } },
  ],
})
