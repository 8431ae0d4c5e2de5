import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { busyboxImage, writeDockerArchive } from '../../support/images/build.ts'
import { leaksOf } from '../../support/leaks.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isAlive, isRoot, until } from './follower-process.ts'
import { taskGroup } from './task-group.ts'

const isolation =
  'filesystem/linux,docker/runtime,namespaces/pid,namespaces/ipc,cgroups/cpu,cgroups/mem,volume/sandbox_path'

const image = { type: 'DOCKER', docker: { name: 'busybox' } }
/** A folder of the pod's sandbox that its tasks share. */
const shared = {
  container_path: 'shared',
  mode: 'RW',
  source: { type: 'SANDBOX_PATH', sandbox_path: { type: 'PARENT', path: 'shared' } },
}

describe.runIf(isRoot)('pods whose containers have images, namespaces and volumes', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  const leaks = () => leaksOf(follower)
  const images = () => join(follower.folder, 'images')
  const places = () => [`--docker_registry=${images()}`, `--docker_store_dir=${join(follower.folder, 'store')}`]

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [`--isolation=${isolation}`, '--image_providers=docker'])
    mkdirSync(images())
    writeDockerArchive(images(), busyboxImage({ name: 'busybox:latest' }))
    await follower.start(places())
  })
  afterAll(async () => {
    await until(() => follower.cgroupsLeft().length === 0, 'containers are cleaned up')
    await follower.kill('SIGKILL')
    await until(
      () => leaks().length === 0,
      'nothing is left',
      () => leaks().join('\n'),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (pod: string, tasks: Readonly<Record<string, object>>) =>
    master.send('RunTaskGroupMessage', taskGroup(master.agentId, pod, tasks))
  const exited = (pod: string) => master.next('ExitedExecutorMessage', ({ executor_id }) => executor_id.value === pod)
  const task = (value: string, container: object = {}) => ({
    command: { value },
    container: { type: 'MESOS', volumes: [shared], ...container },
  })
  const imaged = (value: string) => task(value, { mesos: { image } })

  it('see their own processes alone, and share what the pod lets them share', async () => {
    await run('pair', {
      writes: imaged('ls -d /proc/[0-9]* | wc -l >shared/count; echo $MESOS_SANDBOX >shared/where'),
      reads: task('while [ ! -s shared/where ]; do sleep 0.05; done; cat shared/count shared/where'),
    })
    await Promise.all([master.status('writes', 'TASK_FINISHED'), master.status('reads', 'TASK_FINISHED')])
    expect(await exited('pair')).toMatchObject({ status: 0 })
    const [count, where] = readFileSync(join(follower.sandbox('pair'), 'tasks/reads/stdout'), 'utf8').split('\n')
    expect(Number(count)).toBeLessThanOrEqual(4)
    expect(where).toBe('/mnt/mesos/sandbox')
  })

  it('live on when the follower is killed, and end afterwards without a trace', async () => {
    await run('long', { inside: imaged('sleep 1000'), outside: task('sleep 1000') })
    const inside = String((await master.status('inside', 'TASK_RUNNING')).container_status.executor_pid)
    const outside = String((await master.status('outside', 'TASK_RUNNING')).container_status.executor_pid)
    await follower.kill('SIGKILL')
    await follower.start(places())
    expect([isAlive(inside), isAlive(outside)]).toEqual([true, true])
    await master.kill('inside')
    await Promise.all([master.status('inside', 'TASK_KILLED'), master.status('outside', 'TASK_KILLED')])
    expect(await exited('long')).toMatchObject({ status: 0 })
    expect(master.states('inside')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLED'])
  })

  it('with an image that is not there fail with the reason, and end their group', async () => {
    const missing = { type: 'DOCKER', docker: { name: 'nothing-of-that-name' } }
    await run('broken', { bad: task('true', { mesos: { image: missing } }), good: imaged('sleep 1000') })
    expect(await master.status('bad', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_CONTAINER_LAUNCH_FAILED' })
    await master.status('good', 'TASK_KILLED')
    expect(await exited('broken')).toMatchObject({ status: 0 })
  })
})
