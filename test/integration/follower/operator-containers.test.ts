import { execFileSync, spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isAlive, isRoot, until } from './follower-process.ts'
import { operatorClient } from './operator-client.ts'

let master: FakeMaster
let follower: FollowerProcess
const { call } = operatorClient(() => follower.port)

const top = (value: string) => ({ value })
const within = (value: string, parent: string) => ({ value, parent: { value: parent } })
const launch = (container_id: object, value: string, more: object = {}) =>
  call({ type: 'LAUNCH_CONTAINER', launch_container: { container_id, command: { value }, ...more } })
const wait = (container_id: object) => call({ type: 'WAIT_CONTAINER', wait_container: { container_id } })
const kill = (container_id: object, signal?: number) =>
  call({ type: 'KILL_CONTAINER', kill_container: { container_id, ...(signal ? { signal } : {}) } })
const remove = (container_id: object) => call({ type: 'REMOVE_CONTAINER', remove_container: { container_id } })
const shown = async () =>
  ((await call({ type: 'GET_CONTAINERS', get_containers: { show_nested: true, show_standalone: true } })).body
    .get_containers?.containers ?? []) as any[]

beforeAll(async () => {
  master = await startFakeMaster()
  follower = new FollowerProcess(master, [`--isolation=${isRoot ? 'cgroups/cpu,cgroups/mem' : 'posix/cpu,posix/mem'}`])
  await follower.start()
})
afterAll(async () => {
  await follower.leavesNothing()
  follower.removeCgroups()
  await follower.close()
  await master.close()
})

it('a standalone container runs, is seen, is known, ends as its command does, and is forgotten when it is removed', async () => {
  const go = join(follower.folder, 'go')
  expect((await launch(top('one'), `echo hello; until [ -e ${go} ]; do sleep 0.05; done; exit 4`)).status).toBe(200)
  expect((await launch(top('one'), 'true')).status).toBe(202)
  expect((await shown()).map(({ container_id }) => container_id.value)).toContain('one')
  writeFileSync(go, '')
  expect((await wait(top('one'))).body).toEqual({ type: 'WAIT_CONTAINER', wait_container: { exit_status: 4 << 8 } })
  expect(readFileSync(join(follower.workDir, 'containers/one/stdout'), 'utf8')).toBe('hello\n')
  expect((await wait(top('one'))).status).toBe(200)
  expect((await kill(top('one'))).status).toBe(404)
  expect((await remove(top('one'))).status).toBe(200)
  expect((await wait(top('one'))).status).toBe(404)
  await until(() => !existsSync(join(follower.workDir, 'containers/one')), 'its sandbox is removed')
})

it('nested ones end with their parent, the innermost too, and whoever waits for any of them hears it', async () => {
  expect((await launch(within('a', 'none'), 'true')).text).toBe('Parent container none does not exist')
  expect((await launch(top('two'), 'sleep 1000')).status).toBe(200)
  expect((await launch(within('a', 'two'), 'sleep 1000')).status).toBe(200)
  const deep = { value: 'b', parent: within('a', 'two') }
  expect((await launch(deep, 'sleep 1000')).status).toBe(200)
  const pids = (await shown()).map(({ container_status }) => String(container_status.executor_pid))
  expect(pids).toHaveLength(3)
  const waits = [top('two'), within('a', 'two'), deep].map(wait)
  expect((await remove(within('a', 'two'))).status).toBe(500)
  expect((await kill(top('two'))).status).toBe(200)
  expect((await Promise.all(waits)).map(({ status }) => status)).toEqual([200, 200, 200])
  await until(() => !pids.some(isAlive), 'all of them are gone')
  expect((await wait(within('a', 'two'))).status).toBe(404)
  expect((await remove(top('two'))).status).toBe(200)
})

it('signals go to the first process; a nested end is told until it is removed, with its sandbox', async () => {
  await launch(top('three'), 'sleep 1000')
  await launch(
    within('n', 'three'),
    "trap 'echo usr1' USR1; trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done",
  )
  const output = join(follower.workDir, 'containers/three/containers/n/stdout')
  const says = (word: string) =>
    until(() => existsSync(output) && readFileSync(output, 'utf8').includes(word), `it says ${word}`)
  // Before it is ready to hear of it, SIGUSR1 would end it.
  await says('ready')
  await kill(within('n', 'three'), 10)
  await says('usr1')
  await kill(within('n', 'three'), 15)
  expect((await wait(within('n', 'three'))).body.wait_container.exit_status).toBe(7 << 8)
  expect((await remove(within('n', 'three'))).status).toBe(200)
  expect((await wait(within('n', 'three'))).status).toBe(404)
  await until(() => !existsSync(output), 'its sandbox is gone')
  await kill(top('three'))
  await wait(top('three'))
  await remove(top('three'))
})

it('a link that somebody laid where the sandbox was leads its removal nowhere', async () => {
  const precious = join(follower.folder, 'precious/n')
  mkdirSync(precious, { recursive: true })
  writeFileSync(join(precious, 'file'), 'x')
  await launch(top('four'), 'sleep 1000')
  await launch(within('n', 'four'), 'true')
  await wait(within('n', 'four'))
  const sandbox = join(follower.workDir, 'containers/four')
  await launch(
    within('swap', 'four'),
    `mv ${sandbox}/containers ${sandbox}/old; ln -s ${join(precious, '..')} ${sandbox}/containers`,
  )
  const isLink = () => lstatSync(join(sandbox, 'containers'), { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  await until(isLink, 'the folder is swapped')
  expect((await remove(within('n', 'four'))).status).toBe(200)
  await kill(top('four'))
  await wait(top('four'))
  expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('x')
  await remove(top('four'))
})

it.runIf(isRoot)(
  'a sandbox with something mounted is no way to what is mounted, and not in the way of the next of its name',
  async () => {
    const precious = join(follower.folder, 'mounted')
    mkdirSync(precious, { recursive: true })
    writeFileSync(join(precious, 'file'), 'x')
    const sandbox = join(follower.workDir, 'containers/five')
    await launch(top('five'), 'mkdir here')
    await wait(top('five'))
    execFileSync('mount', ['--bind', precious, join(sandbox, 'here')])
    const user = spawn('sleep', ['1000'], { cwd: join(sandbox, 'here') })
    try {
      expect((await remove(top('five'))).status).toBe(200)
      expect((await launch(top('five'), 'echo anew')).status).toBe(200)
      await wait(top('five'))
      expect(readFileSync(join(sandbox, 'stdout'), 'utf8')).toBe('anew\n')
      await until(() => follower.log.includes('folders can not be removed'), 'it was tried')
      expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('x')
    } finally {
      user.kill('SIGKILL')
    }
    await remove(top('five'))
    await follower.kill('SIGKILL')
    await follower.start()
    await until(() => readdirSync(join(follower.workDir, 'containers')).length === 0, 'the next start removes it')
    expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('x')
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(`${follower.folder}/`)
  },
)

it('a follower that was killed finds them again, with how they ended meanwhile', async () => {
  await launch(top('lives'), 'sleep 1000')
  await launch(top('ends'), `while [ ! -e ${follower.folder}/end ]; do sleep 0.05; done; exit 3`)
  await launch(top('ended'), 'exit 5')
  await wait(top('ended'))
  const pid = String(
    (await shown()).find(({ container_id }) => container_id.value === 'lives').container_status.executor_pid,
  )
  await follower.kill('SIGKILL')
  writeFileSync(join(follower.folder, 'end'), '')
  await follower.start()
  expect((await wait(top('ended'))).body.wait_container.exit_status).toBe(5 << 8)
  expect((await wait(top('ends'))).body.wait_container.exit_status).toBe(3 << 8)
  expect(isAlive(pid)).toBe(true)
  await kill(top('lives'))
  expect((await wait(top('lives'))).body.wait_container.exit_status).toBe(9)
  for (const name of ['lives', 'ends', 'ended']) expect((await remove(top(name))).status).toBe(200)
  expect(await shown()).toEqual([])
})

it.each([
  [{ container_id: top('a.b'), command: { value: 'true' } }, "'launch_container.container_id' is invalid"],
  [{ container_id: top('a/../b'), command: { value: 'true' } }, "'launch_container.container_id' is invalid"],
  [{ container_id: top('x'.repeat(300)), command: { value: 'true' } }, "'launch_container.container_id' is invalid"],
  [{ container_id: top('x'), command: { value: '' } }, "'launch_container.command' is invalid"],
  [
    { container_id: top('x'), resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: -1 } }] },
    'Invalid resources',
  ],
  [
    { container_id: top('x'), command: { value: 'true' }, container: { type: 'DOCKER' } },
    'ContainerInfo is not supported',
  ],
  [{ container_id: top('x'), command: { value: 'true', user: 'nobody-by-this-name' } }, 'nobody-by-this-name'],
])('%j is refused', async (launch_container, text) => {
  const answer = await call({ type: 'LAUNCH_CONTAINER', launch_container })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(text)
})

it('tells every metric that an agent of Mesos does', async () => {
  const names = Object.keys(await follower.get('/metrics/snapshot'))
  const wanted = [
    ...['cpus', 'gpus', 'mem', 'disk'].flatMap(kind =>
      ['total', 'used', 'percent', 'revocable_total', 'revocable_used', 'revocable_percent'].map(
        what => `slave/${kind}_${what}`,
      ),
    ),
    ...['registered', 'uptime_secs', 'recovery_time_secs', 'recovery_errors', 'frameworks_active'].map(own),
    ...['registering', 'running', 'terminating', 'terminated', 'preempted'].map(what => own(`executors_${what}`)),
    ...['staging', 'starting', 'running', 'killing', 'finished', 'failed', 'killed', 'lost', 'gone'].map(what =>
      own(`tasks_${what}`),
    ),
    ...['valid', 'invalid'].flatMap(what => [own(`${what}_status_updates`), own(`${what}_framework_messages`)]),
    ...['executor_directory_max_allowed_age_secs', 'container_launch_errors'].map(own),
    'containerizer/mesos/container_destroy_errors',
    'containerizer/mesos/provisioner/remove_container_errors',
    'containerizer/mesos/provisioner/bind/remove_rootfs_errors',
    'containerizer/fetcher/task_fetches_succeeded',
    'containerizer/fetcher/task_fetches_failed',
    'containerizer/fetcher/cache_size_total_bytes',
    'containerizer/fetcher/cache_size_used_bytes',
    'gc/path_removals_succeeded',
    'gc/path_removals_failed',
    'gc/path_removals_pending',
    'resource_provider_manager/subscribed',
    'resource_provider_manager/events/subscribe',
    'resource_provider_manager/events/disconnect',
    ...['cpus_total', 'load_1min', 'load_5min', 'load_15min', 'mem_free_bytes', 'mem_total_bytes'].map(
      name => `system/${name}`,
    ),
  ]
  expect(wanted.filter(name => !names.includes(name))).toEqual([])
  const text = await (await fetch(`http://127.0.0.1:${follower.port}/metrics`)).text()
  expect(text).toContain('# TYPE mesos_slave_tasks_finished_total counter\n')
})

const own = (name: string) => `slave/${name}`
