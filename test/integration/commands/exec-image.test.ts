import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program } from '../../commands/program.ts'
import { busyboxImage, writeDockerArchive } from '../../support/images/build.ts'
import { leaksOf } from '../../support/leaks.ts'
import { FollowerProcess, isRoot, until } from '../follower/follower-process.ts'
import { LeaderProcess, TestFramework } from '../follower/leader-process.ts'
import { environment, sitBefore } from './desk.ts'

/** Sessions in tasks that crun has started: in an image, with pids and a terminal of their own. */
describe.runIf(isRoot)('mantl tasks, in an image', () => {
  const leader = new LeaderProcess()
  const there = {
    get address() {
      return leader.address
    },
    received: [],
  }
  const follower = new FollowerProcess(there as never, [])
  const framework = new TestFramework(leader)

  beforeAll(async () => {
    const images = join(follower.folder, 'images')
    mkdirSync(images)
    writeDockerArchive(images, busyboxImage({ name: 'busybox:latest' }, [{ name: 'only-here', content: 'in it\n' }]))
    await leader.start()
    await follower.spawn([
      '--isolation=filesystem/linux,docker/runtime,namespaces/pid,cgroups/mem,linux/capabilities',
      '--image_providers=docker',
      `--docker_registry=${images}`,
      `--docker_store_dir=${join(follower.folder, 'store')}`,
    ])
    await leader.agent()
    await framework.subscribe('root')
  })
  afterAll(async () => {
    await framework.call({ type: 'TEARDOWN' })
    await until(() => follower.cgroupsLeft().length === 0, 'containers are cleaned up')
    framework.close()
    await follower.kill('SIGKILL')
    await until(
      () => leaksOf(follower).length === 0,
      'nothing is left',
      () => leaksOf(follower).join('\n'),
    )
    await follower.close()
    await leader.close()
    follower.removeCgroups()
  })

  const launch = async (id: string, value: string, container: object = {}) => {
    const role = { allocation_info: { role: 'dev' } }
    const offer = await framework.offer()
    const task = {
      name: id,
      task_id: { value: id },
      agent_id: offer.agent_id,
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, ...role },
        { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, ...role },
      ],
      command: { value },
      container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'busybox' } } }, ...container },
    }
    await framework.accept(offer, { type: 'LAUNCH', launch: { task_infos: [task] } })
    await until(
      () => framework.states(id).includes('TASK_RUNNING'),
      `${id} runs`,
      () => follower.log,
    )
  }
  const mantl = async (...args: string[]) => {
    const child = spawn(process.execPath, [program, ...args], { env: environment(leader.address), stdio: 'pipe' })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
    const [status] = await once(child, 'close')
    return { status, stdout, stderr }
  }

  it('exec sees what the task sees, and no more', async () => {
    await launch('home', 'echo file >here; exec sleep 1000')
    expect(
      await mantl(
        'tasks',
        'exec',
        'home',
        '--',
        'until [ -s here ]; do sleep 0.05; done; cat /only-here here; pwd; echo problem >&2; exit 5',
      ),
    ).toEqual({
      status: 5,
      stdout: 'in it\nfile\n/mnt/mesos/sandbox\n',
      stderr: 'problem\n',
    })
    const look =
      'until grep -q sleep /proc/1/comm; do sleep 0.05; done; ls -d /proc/[0-9]* | wc -l; [ -e /usr/bin/dpkg ] || echo no host; hostname >/dev/null; cat /proc/1/comm'
    const { stdout } = await mantl('tasks', 'exec', 'home', '--', look)
    const [processes, host, first] = stdout.trim().split('\n')
    expect(Number(processes)).toBeLessThan(8)
    expect([host, first]).toEqual(['no host', 'sleep'])
    const rooted = 'containerizer/mesos/filesystem/containers_new_rootfs'
    expect((await follower.get('/metrics/snapshot'))[rooted]).toBe(1)
  })

  it('exec -it is a shell there', async () => {
    const desk = sitBefore(leader.address, ['tasks', 'exec', '-it', 'home', '--', 'PS1=ready: sh'])
    await desk.shows('ready:')
    desk.type('stty size; cat /only-here\r')
    await desk.shows('30 90')
    await desk.shows('in it')
    desk.resize(41, 123)
    await until(() => {
      desk.type('stty size\r')
      return desk.seen.text.includes('41 123')
    }, 'the new size is known')
    desk.type('exit 9\r')
    await desk.shows('status 9')
    await desk.ended
  })

  it('attach types into a task that has a terminal', async () => {
    const script = 'stty -echo; echo begun; while read -r line; do echo "[$line]"; [ "$line" != bye ] || exit 7; done'
    await launch('talks', script, { tty_info: { window_size: { rows: 24, columns: 80 } } })
    const desk = sitBefore(leader.address, ['tasks', 'attach', 'talks'])
    await until(() => {
      desk.type('hello\r')
      return desk.seen.text.includes('[hello]')
    }, 'it hears us')
    desk.type('\x10\x11')
    await desk.shows('status 0')
    expect(framework.states('talks').at(-1)).toBe('TASK_RUNNING')
    const again = sitBefore(leader.address, ['tasks', 'attach', 'talks'])
    await until(() => {
      again.type('there\r')
      return again.seen.text.includes('[there]')
    }, 'it hears us again')
    again.type('bye\r')
    await again.shows('status 7')
    await Promise.all([desk.ended, again.ended])
    await until(() => framework.states('talks').at(-1) === 'TASK_FAILED', 'the task has ended')
  })
})
