import { describe, expect, it } from 'vitest'
import { zooKeeperLogin } from '../../src/provisioning/facts/mesos/zookeeper-login.ts'
import type { Change } from '../../src/provisioning/model/change.ts'
import { changeText } from '../../src/provisioning/model/change-text.ts'
import type { Facts } from '../../src/provisioning/model/fact.ts'
import { catalog } from '../../src/roles/catalog.ts'
import { noOthers, statedFacts } from '../support/facts.ts'
import { clusterFrom, contextFor } from '../support/role-context.ts'

const environment = '/etc/mantl/leader.env'
const earlier = '/etc/mantl/leader-zookeeper-before'

interface Standing {
  readonly kind: 'file' | 'directory'
  readonly mode: number
  readonly owner: string
  readonly text: string
  readonly sha256: string
}

/** A leader's host: what stands there, and what its unit was started with. */
interface Host {
  readonly files: ReadonlyMap<string, Standing>
  readonly startedWith?: string | undefined
}

const bare: Host = { files: new Map() }

const contextOf = (login: string) => {
  const text = `all:
  hosts: { "node-[1:3]": { mesos_mode: leader } }
  vars: { mesos_zk_hosts: "z:1,y:2", ${login} }`
  return contextFor(clusterFrom(text), 'node-2')
}

const secret = (text: string) => contextOf(`zk_mesos_user_secret: ${text}`)

const factsOf = ({ files, startedWith }: Host): Facts => ({
  get: (fact, args) => {
    const { path = '' } = args as { path?: string }
    const file = files.get(path)
    if (fact.name === 'mesos/zookeeper-login' || fact.name === 'files/credentials-file')
      return fact.read({ exitCode: file === undefined ? 1 : 0, stdout: file?.text ?? '', stderr: '' }, args)
    if (fact.name === 'files/file' && file !== undefined) return file as never
    if (fact.name === 'units/unit-state' && startedWith !== undefined)
      return { active: true, enabled: true, startedWith } as never
    return statedFacts().get(fact, args)
  },
})

const wavesOf = (context: ReturnType<typeof contextOf>, host: Host): Change[] =>
  ['mesos-leader', 'mesos-secrets'].flatMap(name => {
    const role = catalog.find(one => one.name === name)!
    return role.operations(context).flatMap(operation => operation.changes(factsOf(host)))
  })

/** The host after these changes. */
const carriedOut = (host: Host, changes: readonly Change[]): Host => {
  const files = new Map(host.files)
  let { startedWith } = host
  for (const change of changes) {
    if (change.kind === 'restart-unit') startedWith = change.digest
    if (change.kind === 'remove-path') files.delete(change.path)
    if (change.kind !== 'write-file' && change.kind !== 'make-directory') continue
    const { mode, owner = 'root:root', path } = change
    const { text, sha256 } = change.kind === 'write-file' ? change.content : { text: '', sha256: '' }
    files.set(path, { kind: change.kind === 'write-file' ? 'file' : 'directory', mode, owner, text, sha256 })
  }
  return { files, startedWith }
}

const about = (changes: readonly Change[]) =>
  changes
    .filter(change => change.kind !== 'make-directory' && change.kind !== 'await')
    .filter(change => change.kind !== 'write-file' || !change.path.endsWith('.service'))
    .map(changeText)

const settled = (context: ReturnType<typeof contextOf>) => carriedOut(bare, wavesOf(context, bare))

const rotation = [
  `write ${earlier} (secret)`,
  `change ${environment} (secret)`,
  'restart mantl-leader',
  'hand over what is in ZooKeeper under /mesos',
  `change ${environment} (secret)`,
  'restart mantl-leader',
  'hand over what is in ZooKeeper under /mesos',
  `remove ${earlier}`,
]

describe('the secret that leaders log in to ZooKeeper with', () => {
  it('is written, and then nothing changes', () => {
    expect(wavesOf(secret('old'), settled(secret('old')))).toEqual([])
  })

  it('is replaced in two waves, and then nothing changes', () => {
    const before = settled(secret('old'))
    const changes = wavesOf(secret('new'), before)
    expect(about(changes)).toEqual(rotation)
    const after = carriedOut(before, changes)
    expect([after.files.has(earlier), after.files.get(environment)?.text]).toEqual([
      false,
      settled(secret('new')).files.get(environment)?.text,
    ])
    expect(wavesOf(secret('new'), after)).toEqual([])
    expect([...after.files.values()].some(({ text }) => text.includes('mesos:old'))).toBe(false)
  })

  it('is given up only after all leaders have the new one', () => {
    const writes = wavesOf(secret('new'), settled(secret('old'))).filter(change => change.kind === 'write-file')
    expect(writes.filter(({ path }) => path === environment).map(({ after }) => after)).toEqual([
      undefined,
      ['mesos-leader'],
    ])
  })

  it('is what both logins stand for meanwhile', () => {
    const changes = wavesOf(secret('new'), settled(secret('old')))
    const both = carriedOut(settled(secret('old')), changes.slice(0, 3))
    expect(both.files.get(environment)?.text).toMatch(/mesos:new@z:1[\s\S]*MESOS_ZK_PREVIOUS_CREDENTIALS=/)
    expect(JSON.parse(both.files.get(earlier)!.text)).toEqual({ credentials: [{ principal: 'mesos', secret: 'old' }] })
    const [handOver] = changes.filter(change => change.kind === 'hand-over')
    expect(handOver).toMatchObject({ servers: 'z:1,y:2', folder: 'mesos', logins: { secret: true } })
    expect(JSON.parse(handOver!.logins.text)).toEqual({ from: ['mesos:old'], to: 'mesos:new' })
  })

  it('a run that dies after any of its changes is finished by the next', () => {
    const before = settled(secret('old'))
    const changes = wavesOf(secret('new'), before)
    for (let done = 0; done <= changes.length; done++) {
      const died = carriedOut(before, changes.slice(0, done))
      const rest = wavesOf(secret('new'), died)
      const after = carriedOut(died, rest)
      expect([done, after.files.has(earlier), wavesOf(secret('new'), after)]).toEqual([done, false, []])
      expect(about(changes.slice(0, done)).length + about(rest).length).toBeGreaterThanOrEqual(rotation.length)
      expect(done === changes.length || about(rest).includes('hand over what is in ZooKeeper under /mesos')).toBe(true)
    }
  })

  it('may change once more before the first change is through, or back', () => {
    const before = settled(secret('old'))
    const both = carriedOut(before, wavesOf(secret('new'), before).slice(0, 4))
    for (const [wanted, from] of [
      ['third', ['mesos:new', 'mesos:old']],
      ['old', ['mesos:new']],
    ] as const) {
      const changes = wavesOf(secret(wanted), both)
      const [handOver] = changes.filter(change => change.kind === 'hand-over')
      expect(JSON.parse(handOver!.logins.text)).toEqual({ from, to: `mesos:${wanted}` })
      expect(wavesOf(secret(wanted), carriedOut(both, changes))).toEqual([])
    }
  })

  it('may be given up for none; what stood there is not shown', () => {
    const before = settled(secret('old'))
    const none = contextOf('mesos_cluster: mantl')
    const changes = wavesOf(none, before)
    expect(about(changes)).toEqual(rotation)
    const shown = changes.filter(change => change.kind === 'write-file' && !change.content.secret)
    expect(JSON.stringify(shown)).not.toContain('old')
    expect(wavesOf(none, carriedOut(before, changes))).toEqual([])
  })

  it('is nothing that a leader of others could change by itself', () => {
    const foreign = contextOf('zk_mesos_user_secret: new, mesos_leader_cmd: /usr/sbin/mesos-master')
    const [operation] = catalog
      .find(({ name }) => name === 'mesos-leader')!
      .operations(foreign)
      .filter(({ name }) => name.startsWith('mesos/zookeeper-login'))
    expect(operation!.concerns!(factsOf(settled(secret('old'))), noOthers)).toEqual([
      { severity: 'warning', message: expect.stringContaining('zk_mesos_user_secret has changed') },
    ])
    expect(about(wavesOf(foreign, settled(secret('old')))).join()).not.toContain('hand over')
  })
})

it.each([
  ['MESOS_ZK="zk://mesos:s@\\$@z:99/mesos"\n', { login: 'mesos:s@$', underEarlierNames: false }],
  ['MESOS_ZK="zk://z:99/mesos"\n', { underEarlierNames: false }],
  ['MESOS_ZK="zk://a:b@z/m"\nMESOS_ZK_PREVIOUS_CREDENTIALS="/x"\n', { login: 'a:b', underEarlierNames: true }],
])('the login in %j', (stdout, login) => {
  expect(zooKeeperLogin.read({ exitCode: 0, stdout, stderr: '' }, { path: environment })).toEqual(login)
})
