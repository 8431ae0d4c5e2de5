import { afterEach, beforeEach, expect, it } from 'vitest'
import { handOver } from '../../../src/coordination/hand-over.ts'
import { masterAt } from '../../../src/coordination/master-info.ts'
import { type Candidacy, openCandidacy } from '../../../src/coordination/open-candidacy.ts'
import { connectFor } from '../../../src/coordination/open-detector.ts'
import { digestLogin, parseZooKeeperUrl } from '../../../src/zookeeper/url.ts'
import { startZooKeeper, type ZooKeeperEnsemble } from '../../support/zookeeper.ts'

const [old, next, folder] = ['mesos:old:secret', 'mesos:new', '/cluster/mesos']

let ensemble: ZooKeeperEnsemble
let servers: string
let open: { close(): Promise<void> }[] = []
beforeEach(async () => {
  open = []
  ensemble = await startZooKeeper(1)
  servers = ensemble.servers.map(({ host, port }) => `${host}:${port}`).join()
})
afterEach(async () => {
  await Promise.all(open.map(each => each.close()))
  await ensemble?.stop()
})

/** A leader that has won, once whoever led before is gone; its registry is loaded. */
const lead = async (name: string, login: string, earlier: readonly string[] = []) => {
  const zk = `zk://${login === '' ? '' : `${login}@`}${servers}${folder}`
  const candidacy: Candidacy = openCandidacy({ zk, earlier, workDir: '/none', writer: name, sessionTimeoutMs: 20_000 })
  open.push(candidacy)
  const node = await new Promise<string>((resolve, reject) => {
    const master = masterAt({ id: name, hostname: 'h', ip: '10.0.0.1', port: 5050 })
    candidacy.contender
      .contend(master, event => (event.kind === 'won' ? resolve(event.node ?? '') : undefined))
      .catch(reject)
  })
  const store = candidacy.registry(node)
  const entries = await store.load()
  const keys = () => entries.map(({ key }) => key).sort()
  const write = (key: string) => store.write([{ kind: 'put', area: 'agents', key, value: Buffer.from(name) }])
  return { keys, write, leave: () => candidacy.contender.withdraw() }
}

const clientOf = (login: string, earlier: readonly string[] = []) => {
  const client = connectFor(parseZooKeeperUrl(`zk://${login === '' ? '' : `${login}@`}${servers}/`), {
    sessionTimeoutMs: 20_000,
    earlier: earlier.map(digestLogin),
  })
  open.push(client)
  return client
}

it('a secret is replaced leader by leader, either kind leads meanwhile, and then the old one is worth nothing; the login is given up for none', async () => {
  const first = await lead('first', old)
  await first.write('a')
  await first.leave()
  const both = await lead('both', next, [old])
  expect(both.keys()).toEqual(['a'])
  await both.write('b')
  await both.leave()
  const behind = await lead('behind', old)
  expect(behind.keys()).toEqual(['a', 'b'])
  await behind.write('c')
  await behind.leave()
  const last = await lead('last', next, [old])
  await last.write('d')

  const hands = clientOf(next, [old])
  expect(await handOver(hands, folder, { from: [old], to: next })).toBeGreaterThan(1000)
  await last.write('e')
  expect(await handOver(hands, folder, { from: [old], to: next })).toBe(1)
  await last.write('f')
  await last.leave()

  const after = await lead('after', next)
  expect(after.keys()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(await handOver(hands, folder, { from: [old], to: next })).toBe(1)
  expect(await handOver(hands, folder, { from: [old], to: next })).toBe(0)
  const robbed = clientOf(old)
  await expect(robbed.children(`${folder}/registry`)).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
  for (const path of ['/cluster', folder])
    await expect(robbed.create(`${path}/mine`, Buffer.from(''))).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
  await after.leave()

  const bare = clientOf('', [next])
  expect(await handOver(bare, folder, { from: [next] })).toBeGreaterThan(1000)
  const unguarded = await lead('open', '')
  expect(unguarded.keys()).toHaveLength(6)
  await unguarded.leave()
})
