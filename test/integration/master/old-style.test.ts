import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type OldStyleDriver, startOldStyleDriver } from '../../support/old-style-driver.ts'
import { type Daemon, eventually, type Lab, leads, newLab } from './daemons.ts'
import { startFramework } from './framework.ts'

let lab: Lab
const drivers: OldStyleDriver[] = []
beforeEach(() => {
  lab = newLab()
})
afterEach(async () => {
  await Promise.all(drivers.splice(0).map(driver => driver.close()))
  await lab.end()
})

const driverOf = async ({ address }: Daemon, id?: string): Promise<OldStyleDriver> => {
  const driver = await startOldStyleDriver(address, id)
  drivers.push(driver)
  return driver
}

const leaderWithAgent = async (flags: readonly string[] = []): Promise<Daemon> => {
  const leader = await lab.leader(flags)
  await lab.agent(leader.address)
  await eventually('it leads', () => leads(leader))
  return leader
}

const framework = { user: 'root', name: 'old', failover_timeout: 300, checkpoint: true }
const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } })
const command = (taskId: string, agent_id: object, value: string) => ({
  name: taskId,
  task_id: { value: taskId },
  agent_id,
  resources: [scalar('cpus', 0.1), scalar('mem', 32)],
  command: { value },
})

const frameworks = async ({ address }: Daemon): Promise<any> => (await fetch(`http://${address}/frameworks`)).json()

it('registers, launches, acknowledges, kills and unregisters by the messages of old', async () => {
  const leader = await leaderWithAgent()
  const driver = await driverOf(leader)
  driver.say('RegisterFrameworkMessage', { framework })
  const { framework_id } = await driver.next('FrameworkRegisteredMessage')
  const { offers, pids } = await driver.next('ResourceOffersMessage')
  expect(pids).toEqual([expect.stringMatching(/^slave\(1\)@127\.0\.0\.1:\d+$/)])
  const { agent_id } = offers[0]
  driver.say('LaunchTasksMessage', {
    framework_id,
    offer_ids: [offers[0].id],
    filters: { refuse_seconds: 0 },
    tasks: [command('short', agent_id, 'exit 3'), command('long', agent_id, 'sleep 1000')],
  })
  const state = async (taskId: string, wanted: string) => {
    const { update, pid } = await driver.next(
      'StatusUpdateMessage',
      ({ update: { status } }) => status.task_id.value === taskId && status.state === wanted,
    )
    const { uuid } = update
    driver.say('StatusUpdateAcknowledgementMessage', { agent_id, framework_id, task_id: { value: taskId }, uuid })
    return pid
  }
  for (const [taskId, wanted] of [
    ['short', 'TASK_STARTING'],
    ['long', 'TASK_STARTING'],
    ['short', 'TASK_RUNNING'],
    ['long', 'TASK_RUNNING'],
    ['short', 'TASK_FAILED'],
  ] as const) {
    expect(await state(taskId, wanted)).toBe(pids[0])
  }
  driver.say('KillTaskMessage', { framework_id, task_id: { value: 'long' } })
  await state('long', 'TASK_KILLED')

  // What the master says of itself needs no acknowledgement.
  driver.say('ReconcileTasksMessage', {
    framework_id,
    statuses: [{ task_id: { value: 'nothing' }, state: 'TASK_RUNNING', agent_id }],
  })
  const reconciled = await driver.next(
    'StatusUpdateMessage',
    ({ update: { status } }) => status.task_id.value === 'nothing',
  )
  expect(reconciled).toMatchObject({ update: { uuid: '', status: { state: 'TASK_LOST' } } })

  driver.say('UnregisterFrameworkMessage', { framework_id })
  const [over] = await eventually('it is over', async () => {
    const { completed_frameworks: completed } = await frameworks(leader)
    return completed.length > 0 && completed
  })
  expect(over).toMatchObject({ id: framework_id.value, pid: driver.pid, connected: false })
  expect(over.completed_tasks.map((task: any) => task.state).sort()).toEqual(['TASK_FAILED', 'TASK_KILLED'])
})

it('survives its leader, is taken over by another, and upgrades to HTTP', async () => {
  const leader = await leaderWithAgent()
  const first = await driverOf(leader, 'scheduler-1')
  const subscribe = (id?: object, force?: boolean) => ({
    type: 'SUBSCRIBE',
    framework_id: id,
    subscribe: { framework_info: { ...framework, id }, force },
  })
  first.say('Call', subscribe())
  const { framework_id: id } = await first.next('FrameworkRegisteredMessage')
  const { offers } = await first.next('ResourceOffersMessage')
  first.say('Call', {
    type: 'ACCEPT',
    framework_id: id,
    accept: {
      offer_ids: [offers[0].id],
      operations: [{ type: 'LAUNCH', launch: { task_infos: [command('long', offers[0].agent_id, 'sleep 1000')] } }],
    },
  })
  await first.next('StatusUpdateMessage', ({ update }) => update.status.state === 'TASK_STARTING')

  await leader.kill()
  leader.start()
  await eventually('it leads again', () => leads(leader))
  first.forget()
  first.say('Call', subscribe(id))
  expect(await first.next('FrameworkRegisteredMessage')).toMatchObject({ framework_id: id })
  await eventually('the agent is back', async () => {
    const { slaves } = (await (await fetch(`http://${leader.address}/slaves`)).json()) as { slaves: unknown[] }
    return slaves.length === 1 || undefined
  })
  first.say('Call', { type: 'RECONCILE', framework_id: id, reconcile: {} })
  await first.next('StatusUpdateMessage', ({ update }) => update.status.reason === 'REASON_RECONCILIATION')

  const second = await driverOf(leader, 'scheduler-2')
  second.say('Call', subscribe(id))
  await second.next('FrameworkErrorMessage')
  second.say('Call', subscribe(id, true))
  await second.next('FrameworkRegisteredMessage')
  await first.next('FrameworkErrorMessage', ({ message }) => message === 'Framework failed over')

  const third = await startFramework(leader.address, id.value, 300, { roles: undefined, capabilities: undefined })
  await second.next('FrameworkErrorMessage', ({ message }) => message === 'Framework failed over')
  await third.call({ type: 'KILL', kill: { task_id: { value: 'long' } } })
  await third.status('long', ({ state }) => state === 'TASK_KILLED')
  await third.call({ type: 'TEARDOWN' })
})

it('whose link breaks hears so, and is forgotten after its failover_timeout', async () => {
  const leader = await leaderWithAgent()
  const driver = await driverOf(leader)
  driver.say('RegisterFrameworkMessage', { framework: { ...framework, failover_timeout: 1 } })
  const { framework_id: id } = await driver.next('FrameworkRegisteredMessage')
  driver.cut()
  await driver.next('FrameworkErrorMessage', ({ message }) => message === 'Framework disconnected')
  await eventually('it is over', async () => (await frameworks(leader)).completed_frameworks.length > 0)
  driver.say('ReregisterFrameworkMessage', { framework: { ...framework, id }, failover: false })
  await driver.next('FrameworkErrorMessage', ({ message }) => message === 'Framework has been removed')
})

it('with --authenticate_frameworks only who knows a secret registers, in no other name', async () => {
  const { folder } = await lab.leader(['--registry=in_memory'])
  const credentials = join(folder, 'credentials')
  writeFileSync(credentials, 'app s3cret\n', { mode: 0o600 })
  const leader = await leaderWithAgent(['--authenticate_frameworks', `--credentials=${credentials}`])
  const driver = await driverOf(leader)
  driver.say('RegisterFrameworkMessage', { framework })
  await driver.next('FrameworkErrorMessage', ({ message }) => message.includes('not authenticated'))
  expect(await driver.authenticate('app', 'wrong')).toBe('Failed')
  expect(await driver.authenticate('app', 's3cret')).toBe('Completed')
  driver.say('RegisterFrameworkMessage', { framework: { ...framework, principal: 'root' } })
  await driver.next('FrameworkErrorMessage', ({ message }) => message.includes("'root'"))
  driver.say('RegisterFrameworkMessage', { framework })
  await driver.next('FrameworkRegisteredMessage')
  expect((await frameworks(leader)).frameworks).toMatchObject([{ principal: 'app', pid: driver.pid }])
})
