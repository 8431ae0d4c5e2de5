import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'
import { startZooKeeper, type ZooKeeperEnsemble } from '../../support/zookeeper.ts'
import { type Daemon, eventually, type Lab, leads, newLab } from './daemons.ts'
import { startFramework } from './framework.ts'

let lab: Lab
let ensemble: ZooKeeperEnsemble
let proxy: TcpProxy
let runs = 0
let folder: string
beforeAll(async () => {
  ensemble = await startZooKeeper(1)
})
beforeEach(async () => {
  lab = newLab()
  proxy = await startTcpProxy(ensemble.servers[0]!)
  folder = `/outage-${++runs}`
})
afterEach(async () => {
  await lab.end()
  await proxy.close()
})
afterAll(() => ensemble?.stop())

const direct = (credentials = '') => `zk://${credentials}127.0.0.1:${ensemble.members[0]!.port}${folder}`
const throughProxy = () => `zk://127.0.0.1:${proxy.port}${folder}`
const leader = (zk: string) => lab.leader([`--zk=${zk}`, '--zk_session_timeout=10secs'])
const says = (daemon: Daemon, text: string) =>
  eventually(
    () => `it says '${text}': ${daemon.log().slice(-1000)}`,
    () => daemon.log().includes(text) || undefined,
  )
const agents = async ({ address }: Daemon): Promise<{ id: string; active: boolean }[]> =>
  ((await (await fetch(`http://${address}/slaves`)).json()) as { slaves: { id: string; active: boolean }[] }).slaves
const anAgent = (daemon: Daemon) =>
  eventually('an agent is registered', async () => (await agents(daemon)).find(({ active }) => active))
const weights = async ({ address }: Daemon): Promise<unknown> => (await fetch(`http://${address}/weights`)).json()
const setWeight = async ({ address }: Daemon, role: string, weight: number): Promise<number> => {
  const body = JSON.stringify([{ role, weight }])
  return (await fetch(`http://${address}/weights`, { method: 'PUT', body })).status
}

it('a leader that is cut off stops; the one that stood by has all that was acknowledged', async () => {
  const first = await leader(throughProxy())
  await eventually('the first one leads', () => leads(first))
  const second = await leader(direct())
  await says(second, 'ZooKeeper session connected')
  await lab.agent(direct())
  const { id } = await anAgent(first)
  expect(await setWeight(first, 'dev', 2.5)).toBe(200)
  const framework = await startFramework(first.address)

  proxy.cut()
  expect(await eventually('the first one exits', () => first.exitCode())).toBe(75)
  await eventually('the second one leads', () => leads(second))
  expect((await anAgent(second)).id).toBe(id)
  expect(await weights(second)).toEqual([{ role: 'dev', weight: 2.5 }])
  expect((await startFramework(second.address, framework.id)).id).toBe(framework.id)

  proxy.heal()
  first.start()
  await eventually('the first one stands by', async () => {
    const answer = await fetch(`http://${first.address}/redirect`, { redirect: 'manual' }).catch(() => undefined)
    return answer?.headers.get('location') === `//localhost:${second.port}` || undefined
  })
})

it('one that stands by outlives its session, and stands again', async () => {
  const first = await leader(direct())
  await eventually('the first one leads', () => leads(first))
  const second = await leader(throughProxy())
  await says(second, 'ZooKeeper session connected')
  proxy.cut()
  await says(second, 'standing again')
  proxy.heal()
  await first.kill('SIGTERM')
  await eventually('the second one leads', () => leads(second))
  expect(second.exitCode()).toBeUndefined()
})

it('ZooKeeper stops and starts again within the session: the leader leads on', async () => {
  const one = await lab.leader([`--zk=${direct()}`, '--zk_session_timeout=60secs'])
  await eventually('it leads', () => leads(one))
  await ensemble.members[0]!.kill()
  await says(one, 'ZooKeeper session suspended')
  const write = setWeight(one, 'dev', 3)
  await ensemble.members[0]!.start()
  expect(await write).toBe(200)
  expect(await leads(one)).toBe(true)
})

it('a slow road is long, not closed', async () => {
  proxy.slow(30)
  const one = await lab.leader([`--zk=${throughProxy()}`])
  await eventually('it leads', () => leads(one))
  await lab.agent(throughProxy())
  await anAgent(one)
})

it('with credentials in its address; a stranger is told why it may not', async () => {
  const one = await leader(direct('mesos:secret@'))
  await eventually('it leads', () => leads(one))
  await lab.agent(direct('mesos:secret@'))
  await anAgent(one)
  const stranger = await leader(direct('mesos:guessed@'))
  expect(await eventually('it gives up', () => stranger.exitCode())).toBe(1)
  expect(stranger.log()).toContain('the access list refuses it')
  expect(stranger.log()).not.toContain('guessed')
})

it('a name that nobody knows is told, and tried again', async () => {
  const one = await leader('zk://no-such-host.invalid:2181/mesos')
  await says(one, "ZooKeeper server no-such-host.invalid:2181 can't be reached")
  expect(one.exitCode()).toBeUndefined()
})
