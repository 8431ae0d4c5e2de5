import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { CandidacyEvent } from '../../../src/coordination/contender.ts'
import type { Detector, Leader } from '../../../src/coordination/detector.ts'
import { masterAt } from '../../../src/coordination/master-info.ts'
import { openCandidacy } from '../../../src/coordination/open-candidacy.ts'
import { connectFor, openDetector } from '../../../src/coordination/open-detector.ts'
import { zooKeeperContender } from '../../../src/coordination/zookeeper-contender.ts'
import { zooKeeperStateStore } from '../../../src/coordination/zookeeper-state-store.ts'
import { openAcl } from '../../../src/zookeeper/acl.ts'
import type { ZooKeeperClient } from '../../../src/zookeeper/client.ts'
import { connectZooKeeper } from '../../../src/zookeeper/client.ts'
import { digestId } from '../../../src/zookeeper/digest.ts'
import { parseZooKeeperUrl } from '../../../src/zookeeper/url.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { stateStoreContract } from '../../support/state-store-contract.ts'
import { startZooKeeper, type ZooKeeperEnsemble } from '../../support/zookeeper.ts'
import { startWriting } from './writers.ts'

let ensemble: ZooKeeperEnsemble
let open: { close(): Promise<void> }[] = []
// As the role zookeeper writes it: the server takes what it does not know for a property of its own.
const settings = [`DigestAuthenticationProvider.superDigest=${digestId('super', 's')}`]
beforeAll(async () => {
  ensemble = await startZooKeeper(1, settings)
})
anewOnSecondTry(async () => {
  await ensemble.stop()
  ensemble = await startZooKeeper(1, settings)
})
afterEach(async () => {
  await Promise.all(open.map(each => each.close()))
  open = []
})
afterAll(() => ensemble?.stop())

const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await sleep(20)
}
const address = (folder: string, credentials = '') =>
  `zk://${credentials}127.0.0.1:${ensemble.members[0]!.port}${folder}`
const client = (folder: string, sessionTimeoutMs = 10_000, credentials = ''): ZooKeeperClient => {
  const made = connectFor(parseZooKeeperUrl(address(folder, credentials)), { sessionTimeoutMs })
  open.push(made)
  return made
}
const master = (n: number) => masterAt({ id: `master-${n}`, hostname: 'h', ip: `10.0.0.${n}`, port: 5050 })

const candidate = async (folder: string, n: number, sessionTimeoutMs?: number, credentials = '') => {
  const session = client(folder, sessionTimeoutMs, credentials)
  const contender = zooKeeperContender({ client: session, folder })
  const events: CandidacyEvent[] = []
  await contender.contend(master(n), event => events.push(event))
  return { session, contender, events, kinds: () => events.map(({ kind }) => kind) }
}

const detect = async (text: string) => {
  const detector: Detector = await openDetector({ address: text, sessionTimeoutMs: 10_000 })
  const seen: (string | undefined)[] = []
  let latest: Leader
  detector.watch(leader => {
    latest = leader
    seen.push(leader?.id)
  })
  open.push(detector)
  return { seen, latest: () => latest }
}

test('what stood open is closed when leaders get a login, but for the election, which all may read', async () => {
  const folder = '/closing'
  const before = openCandidacy({ zk: address(folder), workDir: '/nowhere', writer: 'w1' })
  const events: CandidacyEvent[] = []
  await before.contender.contend(master(1), event => events.push(event))
  await until(() => events.some(({ kind }) => kind === 'won'))
  const won = events.find(({ kind }) => kind === 'won')
  const registry = before.registry(won?.kind === 'won' ? won.node : undefined)
  await registry.load()
  await registry.close()

  const after = openCandidacy({ zk: address(folder, 'mesos:secret@'), workDir: '/nowhere', writer: 'w2' })
  await after.contender.contend(master(2), () => {})
  const stranger = client('/', 10_000)
  expect((await stranger.children(folder)).children.length).toBeGreaterThan(1)
  await expect(stranger.children(`${folder}/registry`)).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
  await expect(stranger.create(`${folder}/mine`, new Uint8Array())).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
  const superUser = client('/', 10_000, 'super:s@')
  expect((await superUser.children(`${folder}/registry`)).children).toContain('epoch')
  await Promise.all([before.close(), after.close()])
})

test('three contend, the lead is handed over by withdrawal, death and a vanished node', async () => {
  const { seen, latest } = await detect(address('/hand/over'))
  await until(() => seen.length === 1)
  const [one, two, three] = [
    await candidate('/hand/over', 1),
    await candidate('/hand/over', 2),
    await candidate('/hand/over', 3),
  ]
  expect([one.kinds(), two.kinds(), three.kinds()]).toEqual([['entered', 'won'], ['entered'], ['entered']])
  await until(() => seen.includes('master-1'))
  expect(latest()).toEqual(master(1))

  await one.contender.withdraw()
  await until(() => two.kinds().includes('won'))
  expect(one.events.at(-1)).toEqual({ kind: 'lost', reason: 'withdrawn' })
  await until(() => seen.includes('master-2'))

  await two.session.close()
  await until(() => three.kinds().includes('won'))
  expect(two.events.at(-1)).toEqual({ kind: 'lost', reason: 'session-expired' })

  const last = three.events.find(({ kind }) => kind === 'won') as { node: string }
  await client('/hand/over').remove(last.node)
  await until(() => three.kinds().includes('lost'))
  expect(three.events.at(-1)).toEqual({ kind: 'lost', reason: 'node-vanished' })
  await until(() => seen.length === 5)
  expect(seen).toEqual([undefined, 'master-1', 'master-2', 'master-3', undefined])
})

test('an election node is what Mesos writes; strangers in the folder do not lead', async () => {
  const session = client('/layout')
  await session.mkdirp('/layout/log_replicas')
  const { events } = await candidate('/layout', 1)
  expect(events[0]).toEqual({ kind: 'entered', node: '/layout/json.info_0000000001' })
  const { data } = await session.get('/layout/json.info_0000000001')
  expect(JSON.parse(data.toString())).toMatchObject({
    address: { ip: '10.0.0.1', port: 5050 },
    ip: 16777226,
    pid: 'master@10.0.0.1:5050',
  })
})

test('a leader that can write nonsense is nobody', async () => {
  const session = client('/nonsense')
  await session.mkdirp('/nonsense')
  const node = await session.create('/nonsense/json.info_', Buffer.from('{"id":'), { mode: 'ephemeral-sequential' })
  const { seen } = await detect(address('/nonsense'))
  await until(() => seen.length === 1)
  await candidate('/nonsense', 2)
  await session.remove(node)
  await until(() => seen.length === 2)
  expect(seen).toEqual([undefined, 'master-2'])
})

test('a master with credentials has a registry that nobody else reads', async () => {
  const zk = address('/own', 'mesos:secret@')
  const candidacy = openCandidacy({ zk, workDir: '/nonexistent', writer: 'w' })
  open.push(candidacy)
  expect(() => candidacy.registry(undefined)).toThrow(expect.objectContaining({ code: 'registry.fenced' }))
  const node = await new Promise<string | undefined>((resolve, reject) => {
    candidacy.contender
      .contend(master(1), event => {
        if (event.kind === 'won') resolve(event.node)
      })
      .catch(reject)
  })
  const store = candidacy.registry(node)
  await store.load()
  await store.write([{ kind: 'put', area: 'quota', key: 'eng', value: Buffer.from('{}') }])
  expect((await client('/own', 10_000, 'mesos:secret@').get('/own/registry/quota/eng')).data.toString()).toBe('{}')
  await expect(client('/own').get('/own/registry/quota/eng')).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
})

test('with credentials others may look on but not meddle', async () => {
  const { events } = await candidate('/guarded', 1, 10_000, 'mesos:secret@')
  const { seen } = await detect(address('/guarded'))
  await until(() => seen.includes('master-1'))
  await expect(candidate('/guarded', 2)).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
  await expect(client('/guarded').remove((events[0] as { node: string }).node)).rejects.toMatchObject({
    code: 'zookeeper.no_auth',
  })
})

test('a frozen ensemble deposes the leader by its own clock, and its late write is refused', async () => {
  const leader = await candidate('/deposed', 1, 6_000)
  const electionNode = (leader.events[0] as { node: string }).node
  const store = zooKeeperStateStore({
    client: leader.session,
    folder: '/deposed',
    electionNode,
    acl: openAcl,
    writer: 'one',
  })
  await store.load()
  await store.write([{ kind: 'put', area: 'agents', key: 's1', value: Buffer.from('1') }])
  ensemble.members[0]!.freeze()
  try {
    await until(() => leader.kinds().includes('lost'))
    await expect(store.write([])).rejects.toMatchObject({ code: 'registry.fenced' })
  } finally {
    ensemble.members[0]!.thaw()
  }
  expect(leader.events.at(-1)).toEqual({ kind: 'lost', reason: 'session-expired' })
})

test('a store whose election node is gone is refused, though its session lives', async () => {
  const leader = await candidate('/gone', 1)
  const electionNode = (leader.events[0] as { node: string }).node
  const store = zooKeeperStateStore({
    client: leader.session,
    folder: '/gone',
    electionNode,
    acl: openAcl,
    writer: 'one',
  })
  await store.load()
  await client('/gone').remove(electionNode)
  await expect(store.write([{ kind: 'put', area: 'agents', key: 'a', value: Buffer.from('') }])).rejects.toMatchObject({
    code: 'registry.fenced',
  })
  await expect(store.load()).rejects.toMatchObject({ code: 'registry.fenced' })
})

test('a registry with an area that is none of ours is refused; its empty folders are not', async () => {
  const { session, events } = await candidate('/newer', 1)
  const electionNode = (events[0] as { node: string }).node
  const store = zooKeeperStateStore({ client: session, folder: '/newer', electionNode, acl: openAcl, writer: 'one' })
  for (const path of ['/newer/registry/wishes/00', '/newer/registry/dreams']) await session.mkdirp(path)
  expect(await store.load()).toEqual([])
  await session.create('/newer/registry/wishes/00/a', Buffer.from('x'))
  await expect(store.load()).rejects.toMatchObject({
    code: 'registry.newer',
    message: expect.stringContaining('wishes'),
  })
})

test('writes under way while the server dies are written once', async () => {
  const { session, events } = await candidate('/crash', 1, 60_000)
  const electionNode = (events[0] as { node: string }).node
  const store = zooKeeperStateStore({ client: session, folder: '/crash', electionNode, acl: openAcl, writer: 'one' })
  await store.load()
  const writers = startWriting(store)
  await until(() => writers.done() > 20)
  await ensemble.members[0]!.kill()
  const written = writers.stop()
  await ensemble.members[0]!.start()
  const count = await written
  expect(await store.load()).toHaveLength(count)
})

test('10,000 agents are written and loaded', async () => {
  const { session, events } = await candidate('/many', 1)
  const electionNode = (events[0] as { node: string }).node
  const store = zooKeeperStateStore({ client: session, folder: '/many', electionNode, acl: openAcl, writer: 'one' })
  await store.load()
  const value = Buffer.alloc(300, 'x')
  for (let first = 0; first < 10_000; first += 1_000) {
    await store.write(
      Array.from({ length: 1_000 }, (_, i) => ({
        kind: 'put' as const,
        area: 'agents' as const,
        key: `2345153f-a1c4-4ced-8157-2bb789e05096-S${first + i}`,
        value,
      })),
    )
  }
  const entries = await store.load()
  expect(new Set(entries.map(({ key }) => key)).size).toBe(10_000)
  expect(entries.every(entry => value.equals(entry.value))).toBe(true)
})

let registries = 0
stateStoreContract('zookeeper', async () => {
  const folder = `/contract-${++registries}`
  const clients: ZooKeeperClient[] = []
  return {
    open: async () => {
      const session = connectZooKeeper({ servers: ensemble.servers })
      clients.push(session)
      await session.mkdirp(folder)
      const electionNode = await session.create(`${folder}/json.info_`, Buffer.from('{}'), {
        mode: 'ephemeral-sequential',
      })
      return zooKeeperStateStore({ client: session, folder, electionNode, acl: openAcl, writer: `${clients.length}` })
    },
    remove: async () => {
      await Promise.all(clients.map(each => each.close()))
    },
  }
})
