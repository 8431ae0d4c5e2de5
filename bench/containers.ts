/**
 * A thousand containers on one agent, on the v1 scheduler API alone, beside the floor: as many plain forks, and as many containers of crun by
 * itself. Without arguments against daemons of ours on loopback, with posix, cgroups and an image on overlay; `--master HOST:PORT` takes any Mesos
 * master with one agent instead, `--image NAME` then gives each task that image.
 *   BENCH_CONTAINERS=1000   how many
 *   BENCH_KINDS=posix,cgroups,image
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { busyboxImage, writeDockerArchive } from '../test/support/images/build.ts'
import { unpackBusybox } from './containers/busybox.ts'
import { floorOfCrun, floorOfForks } from './containers/floor.ts'
import { longestAnswer } from './containers/stall.ts'
import { type Daemons, fromSource } from './launch/daemons.ts'
import { Framework } from './launch/framework.ts'
import { cpuOf, pssOf } from './launch/memory.ts'
import { inFolder, withDaemons } from './launch/with-daemons.ts'
import { report, seconds } from './measure.ts'

const { values } = parseArgs({ options: { master: { type: 'string' }, image: { type: 'string' } } })
const count = Number(process.env.BENCH_CONTAINERS ?? 1_000)
const command = 'exec sleep 1000'

interface Kind {
  readonly isolation: string
  readonly flags: (folder: string) => readonly string[]
  readonly image?: string
}

const kinds: Readonly<Record<string, Kind>> = {
  posix: { isolation: 'posix/cpu,posix/mem', flags: () => [] },
  cgroups: { isolation: 'cgroups/cpu,cgroups/mem', flags: () => [] },
  image: {
    isolation: 'filesystem/linux,docker/runtime,cgroups/cpu,cgroups/mem',
    flags: folder => [
      '--image_providers=DOCKER',
      '--image_provisioner_backend=overlay',
      `--docker_registry=${folder}/images`,
      `--docker_store_dir=${folder}/store`,
    ],
    image: 'busybox',
  },
}

const main = async (folder: string): Promise<void> => {
  if (values.master !== undefined) return measure(values.master, 'given master', values.image)
  mkdirSync(join(folder, 'images'))
  const root = process.getuid?.() === 0
  writeDockerArchive(join(folder, 'images'), busyboxImage())
  await floorOfForks(count)
  if (root) await floorOfCrun(count, folder, unpackBusybox(join(folder, 'rootfs')))
  const asked = (process.env.BENCH_KINDS ?? (root ? 'posix,cgroups,image' : 'posix')).split(',')
  for (const name of asked) {
    const { isolation, flags, image } = kinds[name]!
    const work = (daemons: Daemons) => measure(daemons.master, name, image, daemons)
    await withDaemons(work, join(folder, name), isolation, fromSource, flags(folder))
  }
}

const measure = async (master: string, name: string, image?: string, daemons?: Daemons): Promise<void> => {
  const container = { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: image } } } }
  const framework = new Framework(master, { checkpoint: true, task: image === undefined ? {} : { container } })
  const tell = (what: string, value: number, unit: string, goal?: number) =>
    report({ name: `containers/${name}/${what}`, value, unit, n: 1, ...(goal === undefined ? {} : { goal }) })
  try {
    await framework.subscribe()
    const warm = await framework.launch(command, 5, 'TASK_RUNNING') // the image is there, the code is compiled
    await framework.kill(warm.ids)
    await pause(1_000)
    const before = daemons ? ours(daemons) : 0
    let ids: readonly string[] = []
    let took: readonly number[] = []
    const spent = () => (daemons ? cpuOf(daemons.follower) / count : 0)
    let earlier = spent()
    const stall = await longestAnswer(framework.agent, async () => {
      const launched = await framework.launch(command, count, 'TASK_RUNNING')
      ids = launched.ids
      took = launched.reached.map(at => at - launched.began).toSorted((a, b) => a - b)
    })
    tell(`${count}, launch`, took.at(-1)! / 1_000, 's', 10)
    tell('launch message to TASK_RUNNING of all at once, p50', rank(took, 50), 'ms')
    tell('launch message to TASK_RUNNING of all at once, p99', rank(took, 99), 'ms')
    tell('longest stall while they start', stall, 'ms', 100)
    await pause(2_000)
    if (daemons) {
      tell('launching one, follower', spent() - earlier, 'CPU ms')
      tell('memory of ours a running task, PSS', (ours(daemons) - before) / count, 'MB', 1.2)
      await recovery(daemons, tell)
    }
    earlier = spent()
    const end = await longestAnswer(framework.agent, async () => {
      tell(`${count}, destroy`, await seconds(() => framework.kill(ids)), 's', 6)
    })
    tell('longest stall while they end', end, 'ms', 100)
    if (daemons) tell('ending one, follower', spent() - earlier, 'CPU ms')
  } finally {
    await framework.close()
  }
}

/** The tasks' own processes are not ours. */
const ours = ({ leader, follower }: Daemons): number =>
  pssOf([leader, follower], line => !line.startsWith('sleep 1000'))

const rank = (sorted: readonly number[], percent: number): number =>
  sorted[Math.ceil((sorted.length * percent) / 100) - 1]!

/** From the start of a follower that takes the place of one that was killed, until it has all its tasks again and the leader has it. */
const recovery = async (daemons: Daemons, tell: (what: string, value: number, unit: string) => void) => {
  const text = async (address: string, path: string) =>
    fetch(`http://${address}${path}`).then(
      answer => answer.json() as any,
      () => undefined,
    )
  const address = (await text(daemons.master, '/slaves')).slaves[0].pid.split('@')[1]
  const registrations = async () =>
    (await text(daemons.master, '/metrics/snapshot'))['master/messages_reregister_slave']
  const earlier = await registrations()
  let restarted = 0
  const took = await seconds(async () => {
    restarted = await daemons.restartFollower()
    for (;;) {
      await pause(20)
      const running = (await text(address, '/metrics/snapshot'))?.['slave/tasks_running']
      if (running === count && (await registrations()) > earlier) return
    }
  })
  Object.assign(daemons, { follower: restarted })
  tell(`recovery with ${count} running tasks`, took, 's')
}

await inFolder('containers', main)
