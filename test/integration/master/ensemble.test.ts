import { afterAll, beforeAll, expect, it } from 'vitest'
import { startZooKeeper, type ZooKeeperEnsemble } from '../../support/zookeeper.ts'
import { eventually, type Lab, leads, newLab, theLeader } from './daemons.ts'
import { startFramework } from './framework.ts'

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

it('of three leaders the leading one is killed with -9: another takes over, agent, framework and task come back', async () => {
  const { host, port } = ensemble!.servers[0]!
  const zk = `zk://${host}:${port}/mesos`
  const start = () => lab.leader([`--zk=${zk}`, '--quorum=2'])
  const leaders = [await start(), await start(), await start()]
  const first = await theLeader(leaders)
  const others = leaders.filter(one => one !== first)
  await lab.agent(zk)
  const before = await startFramework(first.address)
  const offer = await before.offer()
  await before.launch(offer, 'long', 'sleep 1000')
  await before.status('long', ({ state }) => state === 'TASK_RUNNING')

  const standby = others[0]!
  const redirected = await fetch(`http://${standby.address}/api/v1/scheduler`, { method: 'POST', redirect: 'manual' })
  expect(redirected.status).toBe(307)
  expect(redirected.headers.get('location')).toBe(`//localhost:${first.port}/api/v1/scheduler`)

  await first.kill()
  const second = await theLeader(others)
  const after = await startFramework(second.address, before.id)
  const again = await after.offer()
  expect(again.agent_id).toEqual(offer.agent_id)
  await after.call({ type: 'RECONCILE', reconcile: { tasks: [{ task_id: { value: 'long' } }] } })
  expect((await after.status('long', () => true)).state).toBe('TASK_RUNNING')

  await after.call({ type: 'KILL', kill: { task_id: { value: 'long' } } })
  await after.status('long', ({ state }) => state === 'TASK_KILLED')
  first.start()
  await eventually('the old leader stands by', async () => {
    const answer = await fetch(`http://${first.address}/redirect`, { redirect: 'manual' }).catch(() => undefined)
    return answer?.headers.get('location') === `//localhost:${second.port}` || undefined
  })
})

it('a leader whose ZooKeeper falls silent stops before another can lead, with the documented code', async () => {
  const own = await startZooKeeper(1)
  try {
    const { host, port } = own.servers[0]!
    const leader = await lab.leader([`--zk=zk://${host}:${port}/mesos`, '--zk_session_timeout=10secs'])
    await eventually('it leads', () => leads(leader))
    own.members[0]!.freeze()
    expect(await eventually('it exits', () => leader.exitCode())).toBe(75)
    own.members[0]!.thaw()
  } finally {
    await own.stop()
  }
})
