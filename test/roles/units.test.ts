import { describe, expect, it } from 'vitest'
import { credentialsFile } from '../../src/provisioning/facts/files/credentials-file.ts'
import { type FileQuestion, type FileState, file as fileFact } from '../../src/provisioning/facts/files/file.ts'
import { unitState } from '../../src/provisioning/facts/units/unit-state.ts'
import type { Change, RestartUnit } from '../../src/provisioning/model/change.ts'
import { sha256 } from '../../src/provisioning/model/content.ts'
import { catalog } from '../../src/roles/catalog.ts'
import { statedFacts } from '../support/facts.ts'
import { clusterFrom, contextFor } from '../support/role-context.ts'

const cluster = clusterFrom(`
all:
  children:
    leaders: { hosts: { node-1: { mesos_mode: leader, mantl_firewall: true } } }
    followers: { hosts: { node-4: {} } }
    zookeeper_servers: { hosts: { node-1: {} } }
  vars: { mesos_follower_secret: new }`)

/** What the role would do where its files hold what they should, but for some, and its unit runs as `startedWith` says. */
const changesOf = (
  role: string,
  host: string,
  startedWith?: string,
  others: Readonly<Record<string, FileState>> = {},
) => {
  const operations = catalog.find(({ name }) => name === role)!.operations(contextFor(cluster, host))
  const fresh = operations.flatMap(operation => operation.changes(statedFacts()))
  const held = new Map(fresh.flatMap(change => (change.kind === 'write-file' ? [[change.path, change] as const] : [])))
  const asked = operations.flatMap(({ needs }) => needs)
  const stateOf = ({ path }: FileQuestion): FileState => {
    const wanted = held.get(path)
    if (wanted === undefined) return { kind: 'absent' }
    const { mode, owner = 'root:root', content } = wanted
    return others[path] ?? { kind: 'file', mode, owner, sha256: content.sha256 }
  }
  const facts = statedFacts([
    ...asked
      .filter(({ fact }) => fact === fileFact)
      .map(({ args }) => [fileFact, args, stateOf(args as FileQuestion)] as const),
    ...asked
      .filter(({ fact }) => fact === unitState)
      .map(({ args }) => [unitState, args, { active: true, enabled: true, startedWith }] as const),
    ...asked.filter(({ fact }) => fact === credentialsFile).map(({ args }) => [credentialsFile, args, []] as const),
  ])
  return { fresh, now: ofUnit(operations.flatMap(operation => operation.changes(facts))) }
}

const digestIn = (changes: readonly Change[]) =>
  changes.find((change): change is RestartUnit => change.kind === 'restart-unit')!.digest

const started = (role: string, host: string) => digestIn(changesOf(role, host).fresh)
const another: FileState = { kind: 'file', mode: 0o600, owner: 'root:root', sha256: sha256('by hand') }
const kinds = (changes: readonly Change[]) => changes.map(({ kind }) => kind)
/** Without what the role does beside its unit. */
const ofUnit = (changes: readonly Change[]) =>
  changes.filter(({ kind }) => kind !== 'make-directory' && kind !== 'install-packages')

const units = [
  ['mesos-follower', 'node-4', 'mantl-follower', '/etc/mantl/follower-credential'],
  ['mesos-follower', 'node-4', 'mantl-follower', '/etc/mantl/follower.env'],
  ['mesos-follower', 'node-4', 'mantl-follower', '/etc/systemd/system/mantl-follower.service'],
  ['mesos-leader', 'node-1', 'mantl-leader', '/etc/mantl/leader-credentials'],
  ['mesos-leader', 'node-1', 'mantl-leader', '/etc/mantl/leader.env'],
  ['zookeeper', 'node-1', 'mantl-zookeeper', '/etc/mantl/zookeeper/zoo.cfg'],
  ['firewall', 'node-1', 'mantl-firewall', '/etc/mantl/firewall.nft'],
] as const

describe('a unit that runs', () => {
  it.each([...new Map(units.map(([role, host]) => [role, host]))])(
    'of %s on %s is left alone when all is as it was',
    (role, host) => {
      expect(kinds(changesOf(role, host, started(role, host)).now)).toEqual([])
      expect(kinds(changesOf(role, host, 'another').now)).toContain('restart-unit')
    },
  )

  it.each(units)('of %s on %s: %s starts again in the run that puts %s back', (role, host, unit, path) => {
    const { now } = changesOf(role, host, started(role, host), { [path]: another })
    const wait = role === 'firewall' ? [] : ['await']
    expect(kinds(now)).toEqual(['remove-path', 'write-file', 'restart-unit', ...wait])
    expect(now[0]).toMatchObject({ path: `/var/lib/mantl/started/${unit}`, why: expect.stringContaining(unit) })
    expect(now[2]).toMatchObject({ unit, why: `it may have been started with another ${path.replace(/.*\//, '')}` })
  })

  it('is known to be stale already where its configuration changes: nothing is to be forgotten', () => {
    const { now } = changesOf('mesos-follower', 'node-4', 'another', { '/etc/mantl/follower-credential': another })
    expect(kinds(now)).toEqual(['write-file', 'restart-unit', 'await'])
  })
})
