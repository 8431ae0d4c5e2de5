import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { configuredMembers } from '../../../src/provisioning/facts/zookeeper/configured-members.ts'
import { zookeeperData } from '../../../src/provisioning/facts/zookeeper/kept-data.ts'
import type { Others } from '../../../src/provisioning/model/operation.ts'
import { membership } from '../../../src/provisioning/operations/zookeeper/membership.ts'
import type { ScriptCommand } from '../../../src/transport/connection.ts'
import { noOthers, statedFacts } from '../../support/facts.ts'

const path = '/etc/mantl/zookeeper/zoo.cfg'
const members = (...ids: number[]) =>
  ids.map(id => ({ id, name: `node-${id}`, address: `10.0.0.${id}`, data: '/data' }))
const configured = (...ids: number[]) => new Map(ids.map(id => [id, `10.0.0.${id}`]))

it.each<[string, ReadonlyMap<number, string> | undefined, ReturnType<typeof members>, string | undefined]>([
  ['a new host takes what it is given', undefined, members(1, 2, 3), undefined],
  ['nothing changes', configured(1, 2, 3), members(1, 2, 3), undefined],
  ['three to four', configured(1, 2, 3), members(1, 2, 3, 4), undefined],
  ['three to five', configured(1, 2, 3), members(1, 2, 3, 4, 5), '(node-4, node-5)'],
  ['four to three', configured(1, 2, 3, 4), members(1, 2, 3), undefined],
  ['five to three', configured(1, 2, 3, 4, 5), members(1, 2, 3), '(server 4 at 10.0.0.4, server 5 at 10.0.0.5)'],
  [
    'one is replaced under its number',
    configured(1, 2, 3),
    [...members(1, 2), { id: 3, name: 'new', address: '10.0.0.9', data: '/data' }],
    undefined,
  ],
  ['one goes and another comes', configured(1, 2, 3), members(1, 2, 4), '(server 3 at 10.0.0.3, node-4)'],
  ['two are replaced', configured(1, 2, 3), members(1, 4, 5), 'more than one server'],
  ['one alone to two', configured(), members(1, 2), undefined],
  ['one alone stays so', configured(), members(1), undefined],
  ['two to one', configured(1, 2), members(1), undefined],
  ['three to one', configured(1, 2, 3), members(1), '(server 2 at 10.0.0.2, server 3 at 10.0.0.3)'],
  ['this one leaves', configured(1, 2, 3), members(2, 3), undefined],
  ['this one leaves with another', configured(1, 2, 3), members(3), 'more than one server'],
  ['one alone leaves', configured(), members(2), 'is the only one and holds all'],
  ['one alone to three', configured(), members(1, 2, 3), 'more than one server'],
])('%s', (_, before, wanted, error) => {
  const facts = statedFacts([[configuredMembers, { path }, before]])
  const concerns = membership({ host: 'node-1', path, members: wanted }).concerns?.(facts, with2(false)) ?? []
  expect(concerns).toEqual(error === undefined ? [] : [{ severity: 'error', message: expect.stringContaining(error) }])
})

/** node-2 takes part, and something or nothing is in its folder. */
const with2 = (data: boolean): Others => ({
  takesPart: name => name === 'node-2',
  get: (_, fact) => (fact === zookeeperData ? data : undefined) as never,
})

it.each<[string, ReadonlyMap<number, string>, Others, string | undefined]>([
  ['the second is there, and empty', configured(), with2(false), undefined],
  ['it takes no part', configured(), noOthers, 'node-2 takes no part in this run'],
  ['it has data of its own', configured(), with2(true), 'mv /data/version-2 /data/version-2.old'],
  ['they were two before', configured(1, 2), noOthers, undefined],
])('one alone becomes one of two: %s', (_, before, others, error) => {
  const facts = statedFacts([[configuredMembers, { path }, before]])
  const growing = membership({ host: 'node-1', path, members: members(1, 2) })
  expect(growing.concerns?.(facts, others).map(({ message }) => message)).toEqual(
    error === undefined ? [] : [expect.stringContaining(error)],
  )
})

it.each<[string, readonly string[], boolean]>([
  ['nothing', [], false],
  ['an empty folder', ['version-2/'], false],
  ['a server that never served', ['version-2/snapshot.0', 'version-2/currentEpoch'], false],
  ['a log', ['version-2/snapshot.0', 'version-2/log.1'], true],
  ['a snapshot', ['version-2/snapshot.10000002a'], true],
])('finds data of an ensemble in a folder with %s', async (_, paths, kept) => {
  const folder = await mkdtemp(join(tmpdir(), 'mantl-data-'))
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    if (!path.endsWith('/')) await writeFile(join(folder, path), '')
  }
  const { script, args = [] } = zookeeperData.command({ path: folder }) as ScriptCommand
  const { stdout } = spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8' })
  await rm(folder, { recursive: true })
  expect(zookeeperData.read({ stdout, stderr: '', exitCode: 0 }, { path: folder })).toBe(kept)
})

it('reads what the template writes', () => {
  const stdout = 'server.1=10.0.0.1:2888:3888\nserver.12=host.example:2888:3888\nserver.3=[fd00::1]:2888:3888\n'
  expect([...configuredMembers.read({ stdout, stderr: '', exitCode: 0 }, { path })!]).toEqual([
    [1, '10.0.0.1'],
    [12, 'host.example'],
    [3, 'fd00::1'],
  ])
  expect(configuredMembers.read({ stdout: '', stderr: '', exitCode: 1 }, { path })).toBeUndefined()
})
