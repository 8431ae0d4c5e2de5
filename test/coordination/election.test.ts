import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { settle } from '../../src/coordination/batch.ts'
import { chooseLeader, parseCandidate } from '../../src/coordination/candidates.ts'
import type { CandidacyEvent } from '../../src/coordination/contender.ts'
import type { Leader } from '../../src/coordination/detector.ts'
import { embeddedContender } from '../../src/coordination/embedded-contender.ts'
import { parseMasterAddress } from '../../src/coordination/master-address.ts'
import { ipNumber, masterAt, masterInfoBytes, readMasterInfo } from '../../src/coordination/master-info.ts'
import { openCandidacy } from '../../src/coordination/open-candidacy.ts'
import { openDetector } from '../../src/coordination/open-detector.ts'
import { entryFolders, entryPath, keyOf, nodeName, shardOf } from '../../src/coordination/registry-paths.ts'
import { MasterInfo } from '../../src/mesos/messages/agent-info.ts'
import { encode } from '../../src/mesos/messages/codec/index.ts'
import { memoryElection } from '../support/coordination.ts'

describe('election nodes', () => {
  test.each([
    ['json.info_0000000012', 'json', 12],
    ['info_0000000007', 'protobuf', 7],
    ['0000000003', 'pid', 3],
    ['json.info_-2147483648', 'json', -2147483648],
  ])('%s is a candidate', (name, label, sequence) => expect(parseCandidate(name)).toEqual({ name, label, sequence }))

  test.each(['log_replicas', 'json.info_', 'json.info_12', 'JSON.info_0000000012', 'x0000000012', 'registry', ''])(
    '%j is none',
    name => expect(parseCandidate(name)).toBeUndefined(),
  )

  test.each([
    [['json.info_0000000010', 'json.info_0000000009', 'log_replicas'], 'json.info_0000000009'],
    [['json.info_0000000010', 'info_0000000011', '0000000002'], '0000000002'],
    [['log_replicas'], undefined],
    [[], undefined],
  ])('of %j leads %s', (names, leader) => expect(chooseLeader(names)?.name).toBe(leader))
})

describe('MasterInfo', () => {
  const json = { name: 'json.info_0000000001', label: 'json', sequence: 1 } as const
  const sample =
    '{"address":{"hostname":"h","ip":"10.0.0.1","port":5050},"capabilities":[{"type":"AGENT_UPDATE"}],"hostname":"h","id":"i","ip":16777226,"pid":"master@10.0.0.1:5050","port":5050,"version":"1.9.0"}'

  test("Mesos' sample is read and written byte for byte", () =>
    expect(masterInfoBytes(readMasterInfo(json, Buffer.from(sample))).toString()).toBe(sample))

  test.each([
    ['no JSON', 'x'],
    ['no object', '[]'],
    ['no id', '{"ip":1,"port":5050}'],
    ['a wrong type', '{"id":"i","ip":"x","port":5050}'],
  ])('%s is refused', (_what, text) => expect(() => readMasterInfo(json, Buffer.from(text))).toThrow())

  test('older masters are understood', () => {
    const master = masterAt({ id: 'i', hostname: 'h', ip: '127.0.0.1', port: 5050 })
    const bytes = Buffer.from(encode(MasterInfo, master))
    expect(readMasterInfo({ ...json, label: 'protobuf' }, bytes)).toMatchObject({ id: 'i', ip: 16777343 })
    expect(readMasterInfo({ ...json, label: 'pid' }, Buffer.from('master@10.0.0.1:5051\n'))).toMatchObject({
      ip: 16777226,
      port: 5051,
      pid: 'master@10.0.0.1:5051',
    })
    expect(() => readMasterInfo({ ...json, label: 'pid' }, Buffer.from('nonsense'))).toThrow()
  })

  test.each([
    ['127.0.0.1', 16777343],
    ['10.0.0.1', 16777226],
    ['255.255.255.255', 4294967295],
  ])('the number of %s is %i', (ip, number) => expect(ipNumber(ip)).toBe(number))

  test.each(['', '1.2.3', '1.2.3.256', '1.2.3.4.5', '::1', 'a.b.c.d'])('%j has none', ip =>
    expect(() => ipNumber(ip)).toThrow(expect.objectContaining({ code: 'coordination.bad_address' })),
  )
})

describe("a master's address", () => {
  test.each([
    ['10.0.0.1:5051', { kind: 'address', host: '10.0.0.1', port: 5051 }],
    ['host', { kind: 'address', host: 'host', port: 5050 }],
    ['master@10.0.0.1:5050\n', { kind: 'address', host: '10.0.0.1', port: 5050 }],
    ['file:///etc/mesos/zk', { kind: 'file', path: '/etc/mesos/zk' }],
    ['zk://h/m', { kind: 'zookeeper', url: { servers: [{ host: 'h', port: 2181 }], chroot: '/m' } }],
  ])('%j is understood', (text, address) => expect(parseMasterAddress(text)).toEqual(address))

  test.each(['', 'h:0', 'h:65536', 'h:x', 'a b', 'http://h:5050', 'h1,h2'])('%j is refused', text =>
    expect(() => parseMasterAddress(text)).toThrow(expect.objectContaining({ code: 'coordination.bad_address' })),
  )
})

describe('without ZooKeeper', () => {
  test('a master has its registry in its work_dir', async () => {
    const workDir = mkdtempSync(join(tmpdir(), 'mantl-master-'))
    const { contender, registry, close } = openCandidacy({ workDir, writer: 'w' })
    const won = await new Promise<CandidacyEvent>(resolve => {
      contender.contend(masterAt({ id: 'i', hostname: 'h', ip: '127.0.0.1', port: 1 }), each => {
        if (each.kind === 'won') resolve(each)
      })
    })
    const store = registry((won as { node?: string }).node)
    expect(await store.load()).toEqual([])
    expect(existsSync(join(workDir, 'registry.db'))).toBe(true)
    await store.close()
    await close()
    rmSync(workDir, { recursive: true })
  })

  test('the single leader is always elected', async () => {
    const events: CandidacyEvent[] = []
    const contender = embeddedContender()
    await contender.contend(masterAt({ id: 'i', hostname: 'h', ip: '127.0.0.1', port: 1 }), event => events.push(event))
    await contender.withdraw()
    await contender.withdraw()
    expect(events).toEqual([{ kind: 'entered' }, { kind: 'won' }, { kind: 'lost', reason: 'withdrawn' }])
  })

  test('the leader is where the flag, or the file it names, says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mantl-master-'))
    const path = join(folder, 'master')
    writeFileSync(path, '127.0.0.1:5055\n')
    for (const address of ['127.0.0.1:5055', `file://${path}`]) {
      const detector = await openDetector({ address })
      const leader = await new Promise<Leader>(resolve => detector.watch(resolve))
      expect(leader).toMatchObject({ ip: 16777343, port: 5055, pid: 'master@127.0.0.1:5055' })
    }
    writeFileSync(path, `file://${path}`)
    for (const address of [`file://${path}`, `file://${path}.none`]) {
      await expect(openDetector({ address })).rejects.toMatchObject({ code: 'coordination.bad_address' })
    }
    rmSync(folder, { recursive: true })
  })
})

test('the election in memory hands over as the real one does', async () => {
  const election = memoryElection()
  const seen: (string | undefined)[] = []
  election.detector().watch(leader => seen.push(leader?.id))
  const log: string[] = []
  const enter = async (id: string) => {
    const contender = election.contender()
    const master = masterAt({ id, hostname: 'h', ip: '127.0.0.1', port: 1 })
    await contender.contend(master, event => log.push(`${id} ${event.kind}`))
    return contender
  }
  const [one, two] = [await enter('one'), await enter('two')]
  one.expire()
  await two.withdraw()
  expect(log).toEqual(['one entered', 'one won', 'two entered', 'one lost', 'two won', 'two lost'])
  expect(seen).toEqual([undefined, 'one', 'two', undefined])
})

describe('registry nodes', () => {
  test.each([
    ['quota', 'eng/ops', '/mesos/registry/quota/eng%2Fops'],
    ['agents', 'a', '/mesos/registry/agents/ed/a'],
    ['gone', 'foobar', '/mesos/registry/gone/b2/foobar'],
    ['cluster', '..', '/mesos/registry/cluster/%2E%2E'],
  ] as const)('%s %s lies at %s', (area, key, path) => {
    expect(entryPath('/mesos', area, key)).toBe(path)
    expect(entryFolders('/mesos').some(folder => folder.area === area && path.startsWith(`${folder.path}/`))).toBe(true)
  })

  test.each(['a', '.', '...', 'a/b', '%', 'ä', '2345153f-S1'])('%j is found again by its name', key =>
    expect(keyOf(nodeName(key))).toBe(key),
  )

  test.each(['%', '%zz', '%61', 'a b'])('%j is no name of ours', name => expect(keyOf(name)).toBeUndefined())

  test('100,000 agents are spread so that every folder fits one packet', () => {
    const sizes = new Map<string, number>()
    for (let i = 0; i < 100_000; i++) {
      const shard = shardOf(`2345153f-a1c4-4ced-8157-2bb789e05096-S${i}`)
      sizes.set(shard, (sizes.get(shard) ?? 0) + 1)
    }
    expect(sizes.size).toBe(256)
    expect(Math.max(...sizes.values())).toBeLessThan(1_000)
  })

  test('a settled batch has each key once', () =>
    expect(
      settle([
        { kind: 'put', area: 'gone', key: 'a', value: new Uint8Array() },
        { kind: 'put', area: 'quota', key: 'a', value: new Uint8Array() },
        { kind: 'delete', area: 'gone', key: 'a' },
      ]).map(({ kind, area }) => `${kind} ${area}`),
    ).toEqual(['delete gone', 'put quota']))
})
