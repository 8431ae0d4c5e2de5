import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masterAt } from '../src/coordination/master-info.ts'
import { type Candidacy, openCandidacy } from '../src/coordination/open-candidacy.ts'
import type { StateStore } from '../src/coordination/state-store.ts'
import { startZooKeeper, zooKeeperMissing } from '../test/support/zookeeper.ts'
import { report, seconds } from './measure.ts'

/** The registry of a large cluster: how long a leader writes and the next one reads it, and what that takes of memory. */
const COUNT = Number(process.env.AGENTS ?? 100_000)
const BATCH = 1000
const value = Buffer.alloc(400, 'x')

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-bench-registry-'))
  await measure('embedded', () => openCandidacy({ workDir: folder, writer: 'w' }))
  rmSync(folder, { recursive: true })
  if (zooKeeperMissing() !== undefined) return
  const ensemble = await startZooKeeper(3)
  const zk = `zk://${ensemble.servers.map(({ host, port }) => `${host}:${port}`).join()}/mesos`
  let writers = 0
  const open = () => openCandidacy({ zk, workDir: folder, writer: `w${++writers}`, sessionTimeoutMs: 60_000 })
  await measure('ensemble of 3', open)
  await ensemble.stop()
}

const measure = async (kind: string, open: () => Candidacy): Promise<void> => {
  const first = await lead(open())
  await first.store.load()
  const writing = await seconds(() => fill(first.store))
  await first.end()
  report({ name: `registry, ${kind}: admit ${COUNT} agents`, value: writing, unit: 's', n: 1 })
  report({ name: `registry, ${kind}: agents admitted`, value: COUNT / writing, unit: '/s', n: COUNT / BATCH })
  const second = await lead(open())
  const before = process.memoryUsage().rss
  let entries: readonly unknown[] = []
  const reading = await seconds(async () => {
    entries = await second.store.load()
  })
  const grown = (process.memoryUsage().rss - before) / 2 ** 20
  if (entries.length !== COUNT) throw new Error(`${entries.length} of ${COUNT} agents were read`)
  report({ name: `registry, ${kind}: read ${COUNT} agents`, value: reading, unit: 's', n: 1 })
  report({ name: `registry, ${kind}: memory while reading`, value: grown, unit: 'MB', n: 1 })
  await second.end()
}

const fill = async (store: StateStore): Promise<void> => {
  for (let first = 0; first < COUNT; first += BATCH) {
    await store.write(
      Array.from({ length: Math.min(BATCH, COUNT - first) }, (_, i) => ({
        kind: 'put' as const,
        area: 'agents' as const,
        key: `2345153f-a1c4-4ced-8157-2bb789e05096-S${first + i}`,
        value,
      })),
    )
  }
}

const lead = async (candidacy: Candidacy) => {
  const won = Promise.withResolvers<string | undefined>()
  const master = masterAt({ id: 'm', hostname: 'h', ip: '10.0.0.1', port: 5050 })
  await candidacy.contender.contend(master, event => void (event.kind === 'won' && won.resolve(event.node)))
  const store = candidacy.registry(await won.promise)
  return {
    store,
    end: async () => {
      await store.close()
      await candidacy.close()
    },
  }
}

await main()
