import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../../support/fake-master.ts'
import { busyboxImage, writeDockerArchive } from '../../../support/images/build.ts'
import { FollowerProcess, isRoot, runTask, until } from '../follower-process.ts'

const isolation =
  'filesystem/linux,docker/runtime,namespaces/pid,linux/capabilities,linux/nnp,cgroups/cpu,cgroups/mem,cgroups/pids'

describe.runIf(isRoot)('a command that looks at a task with an image', () => {
  let master: FakeMaster
  let follower: FollowerProcess

  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [])
    const images = join(follower.folder, 'images')
    mkdirSync(images)
    writeDockerArchive(images, busyboxImage({}, [{ name: 'marker', content: 'of the image' }]))
    await follower.start([
      `--isolation=${isolation}`,
      '--image_providers=DOCKER',
      `--docker_registry=${images}`,
      `--docker_store_dir=${join(follower.folder, 'store')}`,
    ])
  })
  afterAll(async () => {
    const left = () => [
      ...follower.processesLeft().filter(line => !line.includes('mesos-agent')),
      ...follower.cgroupsLeft(),
    ]
    await until(
      () => left().length === 0,
      'all is gone',
      () => left().join('\n'),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  it('is within its root, its processes and its rights, and ends with its time', async () => {
    const look =
      'cat /marker; grep -E "CapBnd|NoNewPrivs|Uid" /proc/self/status; test -e /proc/1 && ps | grep -c "sleep 432[1]"'
    const health_check = {
      type: 'COMMAND',
      command: { value: look },
      delay_seconds: 0,
      interval_seconds: 0.5,
      consecutive_failures: 1_000_000, // it may be too early at first
    }
    const slow = {
      type: 'COMMAND',
      command: { command: { value: 'sleep 4322' } },
      delay_seconds: 0,
      timeout_seconds: 1,
    }
    const container = {
      type: 'MESOS',
      mesos: { image: { type: 'DOCKER', docker: { name: 'busybox' } } },
      linux_info: {
        bounding_capabilities: { capabilities: ['KILL'] },
        effective_capabilities: { capabilities: ['KILL'] },
      },
    }
    const command = 'grep -E "CapBnd|NoNewPrivs|Uid" /proc/self/status; sleep 4321'
    await master.send(
      'RunTaskMessage',
      runTask(master.agentId, 'image', command, { container, health_check, check: { ...slow, interval_seconds: 0.1 } }),
    )
    const sound = ({ update: { status } }: any) => status.task_id.value === 'image' && status.healthy === true
    await master.next('StatusUpdateMessage', sound)
    const rights = follower.read('image', 'stdout')
    expect(rights).toContain('CapBnd:\t0000000000000020')
    expect(follower.read('image', 'stderr')).toContain(`of the image${rights}1\n`)
    const message = { framework_id: { value: 'F' }, task_id: { value: 'image' } }
    await master.send('KillTaskMessage', message)
    await master.next('StatusUpdateMessage', ({ update: { status } }) => status.state === 'TASK_KILLED')
  })
})
