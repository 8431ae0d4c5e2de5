import { afterAll, beforeAll, expect, it } from 'vitest'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { eventually } from '../master/daemons.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
let id: string
let host: string
const begin = async () => {
  cluster = await startCluster()
  const [agent] = await agents()
  id = agent!.id
  host = agent!.hostname
}
beforeAll(begin)
anewOnSecondTry(async () => {
  await cluster.end()
  await begin()
})
afterAll(() => cluster?.end())

const agents = async (): Promise<{ id: string; hostname: string; state: string; tasks: number }[]> =>
  JSON.parse((await cluster.mantl('agents', 'list', '--json')).stdout).agents
const said = async (...args: string[]) => {
  const { status, stdout, stderr } = await cluster.mantl(...args)
  return `${status} ${stdout}${stderr}`.trim()
}
/** Its task runs, and it will not acknowledge what comes next. */
const heldRun = async () => {
  const run = cluster.start('run', '--name', 'alone', '--', 'sleep 1000')
  await eventually('it runs', () => run.output.stderr.includes('TASK_RUNNING') || undefined)
  run.child.kill('SIGSTOP')
  return run
}
const isDrained = () => expect(agents()).resolves.toMatchObject([{ state: 'drained', tasks: 0 }])

it('an agent is drained while somebody waits, and taken back', async () => {
  const run = cluster.start('run', '--name', 'long', '--', 'sleep 1000')
  await eventually('it runs', () => run.output.stderr.includes('TASK_RUNNING') || undefined)
  const drained = await said('agents', 'drain', host, '--wait', '--max-grace-period', '1s')
  expect(drained).toMatch(new RegExp(`^0 ${host}  drained`))
  expect((await run.ended).status).not.toBe(0)
  await isDrained()
  expect(await said('agents', 'reactivate', host)).toBe(`0 ${host}  active`)
  expect(await agents()).toMatchObject([{ id, state: 'active' }])
})

it('who waits is told for what, may stop waiting, and anybody may cancel', async () => {
  const run = await heldRun()
  const waiting = cluster.start('agents', 'drain', 'S0', '--wait', '--max-grace-period', '1s')
  await eventually(
    'it waits for the framework',
    () => /1 task that ended, until its framework acknowledges/.test(waiting.output.stderr) || undefined,
  )
  waiting.child.kill('SIGINT')
  const { status, stderr } = await waiting.ended
  expect([status, stderr]).toEqual([130, expect.stringContaining(`mantl agents drain ${id} --cancel`)])
  expect(await said('agents', 'reactivate', id)).toMatch(/^1 .*still in the DRAINING state\nhint: .*--cancel/)
  expect((await cluster.mantl('agents', 'list')).stdout).toMatch(/draining: waits for 1 task that ended, .*alone\./)
  expect(await said('agents', 'drain', id, '--cancel')).toBe(`0 ${host}  active, its drain is cancelled`)
  expect(await said('agents', 'drain', id, '--cancel')).toMatch(/^1 .*does not drain/)
  expect(await agents()).toMatchObject([{ state: 'active' }])
  run.child.kill('SIGCONT')
  await run.ended
})

it('what was started with --detach has nobody to acknowledge its end, and holds up no drain', async () => {
  expect((await cluster.mantl('run', '--detach', '--', 'sleep 1000')).status).toBe(0)
  expect(await said('agents', 'drain', 'S0', '--wait', '--max-grace-period', '1s')).toMatch(
    new RegExp(`^0 ${host}  drained`),
  )
  expect(await said('agents', 'reactivate', id)).toBe(`0 ${host}  active`)
})

it('an agent is put aside and taken back', async () => {
  expect(await said('agents', 'deactivate', cluster.follower.address)).toBe(`0 ${host}  deactivated`)
  expect(await agents()).toMatchObject([{ state: 'deactivated' }])
  expect(await said('agents', 'reactivate', id.slice(0, 8))).toBe(`0 ${host}  active`)
})

it.each([
  [['agents', 'drain', 'nobody-here'], /^1 error: there is no agent nobody-here\nhint: /],
  [['agents', 'drain', 'x-S99'], /^1 error: the leader .* refuses: Unknown agent$/],
  [['agents', 'drain', 'S0', '--max-grace-period', '5 mins'], /^64 error: --max-grace-period 5 mins is not a time/],
  [['agents', 'drain', 'S0', '--cancel', '--wait'], /^64 /],
  [['agents', 'drain'], /^64 error: AGENT is missing/],
  [['agents', 'gone', 'S0'], /^64 .*there is nobody to ask/],
  [['maintenance', 'start', 'S0', '--yes'], /^1 .*not part of a maintenance schedule.*\nhint: .*maintenance schedule/],
  [['maintenance', 'stop', '10.9.9.9'], /^1 error: there is no machine 10\.9\.9\.9/],
  [['maintenance', 'schedule', 'S0', '--nonsense'], /^64 error: there is no flag --nonsense/],
  [['maintenance', 'status'], /^0 no maintenance is scheduled$/],
])('%j', async (args, expected) => expect(await said(...args)).toMatch(expected))

it('a machine is scheduled, goes down and comes up', async () => {
  expect(await said('maintenance', 'schedule', host, '--at', '2030-11-22T02:00Z', '--for', '30m')).toMatch(
    /^0 .*out of service from 2030-11-22 02:00Z until 2030-11-22 02:30Z$/,
  )
  expect(await said('maintenance', 'schedule', host, 'other/10.0.0.9', '--at', '2030-11-23T02:00Z')).toMatch(/^0 /)
  expect(await said('maintenance', 'schedule', 'other', '--cancel')).toMatch(/^0 .*not scheduled any more$/)
  const { machines } = JSON.parse((await cluster.mantl('maintenance', 'status', '--json')).stdout)
  expect(machines).toMatchObject([{ machine: { hostname: host, ip: '127.0.0.1' }, mode: 'draining' }])
  expect(await said('maintenance', 'start', host, '--yes')).toMatch(/^0 .*down$/)
  await eventually('the follower stops', () => cluster.follower.exitCode() !== undefined || undefined)
  expect(await agents()).toEqual([])
  expect((await cluster.mantl('maintenance', 'status')).stdout).toMatch(/ down /)
  expect(await said('maintenance', 'stop', host)).toMatch(/^0 .*up\n/)
  cluster.follower.start()
  await eventually('it is back', async () => (await agents()).length === 1 || undefined)
})

it('an agent is given up', async () => {
  expect(await said('agents', 'gone', host, '--yes')).toBe(`0 ${host}  gone`)
  await eventually('the follower stops', () => cluster.follower.exitCode() !== undefined || undefined)
  expect(await said('agents', 'list')).toBe('0 no agents')
})
