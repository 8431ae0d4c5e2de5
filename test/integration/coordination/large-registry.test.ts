import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { embeddedStateStore } from '../../../src/coordination/embedded-state-store.ts'
import { masterAt } from '../../../src/coordination/master-info.ts'
import { openCandidacy } from '../../../src/coordination/open-candidacy.ts'
import type { StateStore } from '../../../src/coordination/state-store.ts'
import { startZooKeeper } from '../../support/zookeeper.ts'

const COUNT = 100_000
const folder = mkdtempSync(join(tmpdir(), 'mantl-large-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const keyOf = (n: number) => `2345153f-a1c4-4ced-8157-2bb789e05096-S${n}`
const value = Buffer.alloc(400, 'x')

/** As the registrar does: what comes together is written together. */
const fill = async (store: StateStore) => {
  await store.load()
  for (let first = 0; first < COUNT; first += 1000) {
    const agents = Array.from({ length: 1000 }, (_, i) => ({
      kind: 'put' as const,
      area: 'agents' as const,
      key: keyOf(first + i),
      value,
    }))
    await store.write(agents)
  }
}

const check = async (store: StateStore) => {
  const entries = await store.load()
  expect(entries).toHaveLength(COUNT)
  const keys = new Set(entries.map(({ key }) => key))
  for (let n = 0; n < COUNT; n++) if (!keys.has(keyOf(n))) throw new Error(`${keyOf(n)} is missing`)
  expect(entries.every(entry => value.equals(entry.value))).toBe(true)
}

it(`${COUNT} agents in the embedded registry`, async () => {
  const path = join(folder, 'registry.db')
  const first = embeddedStateStore(path)
  await fill(first)
  await first.close()
  const second = embeddedStateStore(path)
  await check(second)
  await second.close()
})

it(`${COUNT} agents in an ensemble: the next leader reads what the last one wrote`, async () => {
  const ensemble = await startZooKeeper(3)
  const hosts = ensemble.servers.map(({ host, port }) => `${host}:${port}`).join()
  const lead = async (n: number) => {
    const candidacy = openCandidacy({
      zk: `zk://${hosts}/mesos`,
      workDir: '/none',
      writer: `w${n}`,
      sessionTimeoutMs: 60_000,
    })
    const won = Promise.withResolvers<string | undefined>()
    const master = masterAt({ id: `m${n}`, hostname: 'h', ip: `10.0.0.${n}`, port: 5050 })
    await candidacy.contender.contend(master, event => void (event.kind === 'won' && won.resolve(event.node)))
    return { candidacy, store: candidacy.registry(await won.promise) }
  }
  try {
    const first = await lead(1)
    await fill(first.store)
    await first.candidacy.close()
    const second = await lead(2)
    await check(second.store)
    await second.candidacy.close()
  } finally {
    await ensemble.stop()
  }
})
