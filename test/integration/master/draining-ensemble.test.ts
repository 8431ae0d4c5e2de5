import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startZooKeeper, type ZooKeeperEnsemble } from '../../support/zookeeper.ts'
import { eventually, type Lab, newLab, theLeader } from './daemons.ts'
import { startFramework } from './framework.ts'
import { call, get, post } from './operator.ts'

let lab: Lab
let ensemble: ZooKeeperEnsemble | undefined

beforeAll(async () => {
  lab = newLab()
  ensemble = await startZooKeeper(1)
})
afterAll(async () => {
  await lab?.end()
  await ensemble?.stop()
})

it('the next leader goes on with what the one before was told', async () => {
  const { host, port } = ensemble!.servers[0]!
  const zk = `zk://${host}:${port}/mesos`
  const leaders = await Promise.all([1, 2].map(() => lab.leader([`--zk=${zk}`, '--quorum=1'])))
  const first = await theLeader(leaders)
  const { folder } = await lab.agent(zk)
  const before = await startFramework(first.address)
  const offer = await before.offer()
  await before.launch(offer, 'long', `trap '' TERM; : > ${folder}/deaf; while :; do sleep 0.1; done`, 3600)
  await before.status('long', ({ state }) => state === 'TASK_RUNNING')
  await eventually('it heeds no signal', () => existsSync(`${folder}/deaf`) || undefined)
  const machine = { hostname: 'elsewhere', ip: '10.0.0.9' }
  const schedule = { windows: [{ machine_ids: [machine], unavailability: { start: { nanoseconds: 1e18 } } }] }
  expect(await post(first, '/maintenance/schedule', schedule)).toBe('200')
  expect(await post(first, '/machine/down', [machine])).toBe('200')
  const drain_agent = { agent_id: offer.agent_id, max_grace_period: { seconds: 1800 } }
  expect(await call(first, { type: 'DRAIN_AGENT', drain_agent })).toBe('200')

  await first.kill()
  const second = await theLeader(leaders.filter(one => one !== first))
  expect(await get(second, '/maintenance/status')).toEqual({ down_machines: [machine] })
  const after = await startFramework(second.address, before.id)
  const [drain] = await eventually('the agent is back', async () => {
    const { drains } = await get(second, '/mantl/drains')
    return drains[0]?.waits_for?.tasks.length === 1 ? drains : undefined
  })
  expect(drain).toMatchObject({ state: 'DRAINING', max_grace_period_seconds: 1800 })
  expect(drain.waits_for.tasks).toMatchObject([{ task_id: 'long' }])
  expect(after.events.find(({ type }) => type === 'OFFERS')).toBeUndefined()
  const sooner = { agent_id: offer.agent_id, max_grace_period: { seconds: 0, nanos: 1 } }
  expect(await call(second, { type: 'DRAIN_AGENT', drain_agent: sooner })).toBe('200')
  await after.status('long', ({ state }) => state === 'TASK_KILLED')
  await eventually('the agent is drained', async () => {
    const { drains } = await get(second, '/mantl/drains')
    return drains[0].state === 'DRAINED' || undefined
  })
})
