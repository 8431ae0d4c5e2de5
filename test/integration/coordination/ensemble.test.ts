import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CandidacyEvent } from '../../../src/coordination/contender.ts'
import { masterAt } from '../../../src/coordination/master-info.ts'
import { type Candidacy, openCandidacy } from '../../../src/coordination/open-candidacy.ts'
import { startZooKeeper, type ZooKeeperEnsemble } from '../../support/zookeeper.ts'
import { startWriting } from './writers.ts'

let ensemble: ZooKeeperEnsemble
let open: Candidacy[] = []
beforeEach(async () => {
  open = []
  ensemble = await startZooKeeper(3)
})
afterEach(async () => {
  await Promise.all(open.map(each => each.close()))
  await ensemble?.stop()
})

const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await sleep(20)
}

const enter = async (n: number) => {
  const hosts = ensemble.servers.map(({ host, port }) => `${host}:${port}`).join()
  const candidacy = openCandidacy({
    zk: `zk://${hosts}/mesos`,
    workDir: '/none',
    writer: `writer-${n}`,
    sessionTimeoutMs: 20_000,
  })
  open.push(candidacy)
  const events: CandidacyEvent[] = []
  const master = masterAt({ id: `master-${n}`, hostname: 'h', ip: `10.0.0.${n}`, port: 5050 })
  await candidacy.contender.contend(master, event => events.push(event))
  return { candidacy, events }
}

test('when the leading member dies the elected master keeps the lead, and its writes happen once', async () => {
  const [one, two] = [await enter(1), await enter(2)]
  const won = one.events[1] as { node: string }
  const store = one.candidacy.registry(won.node)
  await store.load()
  const writers = startWriting(store)
  await until(() => writers.done() > 20)
  const roles = await Promise.all(ensemble.members.map(member => member.role()))
  await ensemble.members[roles.indexOf('leader')]!.kill()
  const written = await writers.stop()
  expect([one.events.map(({ kind }) => kind), two.events.map(({ kind }) => kind)]).toEqual([
    ['entered', 'won'],
    ['entered'],
  ])

  await one.candidacy.contender.withdraw()
  await until(() => two.events.some(({ kind }) => kind === 'won'))
  const next = two.candidacy.registry((two.events[1] as { node: string }).node)
  expect(new Set((await next.load()).map(({ key }) => key)).size).toBe(written)
  await expect(store.write([])).rejects.toMatchObject({ code: 'registry.fenced' })
})
