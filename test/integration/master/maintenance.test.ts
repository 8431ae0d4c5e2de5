import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Daemon, eventually, type Lab, leads, newLab } from './daemons.ts'
import { startFramework } from './framework.ts'
import { call, get, post } from './operator.ts'

let lab: Lab
let leader: Daemon
let agent: Daemon
beforeEach(async () => {
  lab = newLab()
  leader = await lab.leader(['--allocation_interval=50ms'])
  agent = await lab.agent(leader.address, ['--hostname=Node1'])
  await eventually('it leads', () => leads(leader))
})
afterEach(() => lab.end())

const machine = { hostname: 'node1', ip: '127.0.0.1' }
const schedule = {
  windows: [
    {
      machine_ids: [machine],
      unavailability: { start: { nanoseconds: 2_000_000_000 * 1e9 }, duration: { nanoseconds: 3600e9 } },
    },
  ],
}
const inStatus = (status: object) =>
  eventually(`the status is ${JSON.stringify(status)}`, async () => {
    const now = await get(leader, '/maintenance/status')
    return JSON.stringify(now) === JSON.stringify(status) || undefined
  })

it('frameworks are asked to leave, a machine goes down and comes up, whoever leads', async () => {
  const before = await startFramework(leader.address)
  const first = await before.offer()
  await before.launch(first, 't', 'sleep 1000')
  await before.status('t', ({ state }) => state === 'TASK_RUNNING')

  expect(await post(leader, '/maintenance/schedule', schedule)).toBe('200')
  expect(await get(leader, '/maintenance/schedule')).toEqual(schedule)
  const inverse = await eventually('it is asked to leave', () =>
    before.events.flatMap(({ inverse_offers }) => inverse_offers?.inverse_offers ?? []).at(0),
  )
  expect(inverse).toMatchObject({ agent_id: first.agent_id, unavailability: schedule.windows[0]!.unavailability })
  await eventually('offers say when', async () => (await before.offer()).unavailability)
  const filters = { refuse_seconds: 1000 }
  await before.call({
    type: 'DECLINE_INVERSE_OFFERS',
    decline_inverse_offers: { inverse_offer_ids: [inverse.id], filters },
  })
  await eventually('its answer is known', async () => {
    const { draining_machines } = await get(leader, '/maintenance/status')
    return draining_machines[0].statuses?.[0]?.status === 'DECLINE' || undefined
  })

  await leader.kill()
  leader.start()
  await eventually('it leads again', () => leads(leader))
  expect(await get(leader, '/maintenance/schedule')).toEqual(schedule)
  const framework = await startFramework(leader.address, before.id)
  await eventually('it is asked again', () => framework.events.find(({ type }) => type === 'INVERSE_OFFERS'))

  expect(await post(leader, '/machine/up', [machine])).toMatch(/^400 .*not in DOWN mode/)
  expect(await post(leader, '/machine/down', [machine])).toBe('200')
  await framework.status('t', ({ state }) => state === 'TASK_LOST')
  await eventually('the agent is told to stop', () => agent.exitCode() !== undefined || undefined)
  await inStatus({ down_machines: [machine] })

  await leader.kill()
  leader.start()
  await eventually('it leads once more', () => leads(leader))
  await inStatus({ down_machines: [machine] })
  agent.start()
  await eventually('it may not come', () => leader.log().includes('Machine is `DOWN`') || undefined)
  await eventually('it stops', () => agent.exitCode() !== undefined || undefined)
  expect(await call(leader, { type: 'STOP_MAINTENANCE', stop_maintenance: { machines: [machine] } })).toBe('200')
  await inStatus({})
  agent.start()
  await eventually('it is there', async () => (await get(leader, '/slaves')).slaves.length === 1 || undefined)
})
