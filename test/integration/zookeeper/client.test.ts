import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { creatorAllWorldRead, permission } from '../../../src/zookeeper/acl.ts'
import { connectZooKeeper, type ZooKeeperClient, type ZooKeeperOptions } from '../../../src/zookeeper/client.ts'
import { digestId } from '../../../src/zookeeper/digest.ts'
import type { ZooKeeperState } from '../../../src/zookeeper/session-state.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { startZooKeeper, type ZooKeeperEnsemble } from '../../support/zookeeper.ts'

const bytes = (text: string) => Buffer.from(text)
const auth = { scheme: 'digest', id: 'mesos:secret' } as const

let clients: ZooKeeperClient[] = []
const open = (ensemble: ZooKeeperEnsemble, options: Partial<ZooKeeperOptions> = {}): ZooKeeperClient => {
  const client = connectZooKeeper({ servers: ensemble.servers, sessionTimeoutMs: 20_000, ...options })
  clients.push(client)
  return client
}
const statesOf = (client: ZooKeeperClient): ZooKeeperState[] => {
  const states: ZooKeeperState[] = []
  client.on('state', state => states.push(state))
  return states
}
const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await sleep(20)
}
afterEach(async () => {
  await Promise.all(clients.map(client => client.close()))
  clients = []
})

describe('one server', () => {
  let ensemble: ZooKeeperEnsemble
  beforeAll(async () => {
    ensemble = await startZooKeeper(1)
  })
  anewOnSecondTry(async () => {
    await ensemble.stop()
    ensemble = await startZooKeeper(1)
  })
  afterAll(() => ensemble?.stop())

  test('nodes are made, read, changed and removed under the chroot', async () => {
    const root = open(ensemble)
    await root.mkdirp('/crud/deep/er')
    const client = open(ensemble, { chroot: '/crud' })
    expect(await client.create('/a', bytes('one'))).toBe('/a')
    expect(await client.create('/a/s_', bytes(''), { mode: 'persistent-sequential' })).toBe('/a/s_0000000000')
    expect((await client.get('/a')).data.toString()).toBe('one')
    expect((await client.set('/a', bytes('two'), 0)).version).toBe(1)
    expect((await root.get('/crud/a')).data.toString()).toBe('two')
    expect((await client.children('/')).children.sort()).toEqual(['a', 'deep'])
    await client.remove('/a/s_0000000000')
    await client.remove('/a', 1)
    expect(await client.exists('/a')).toBeUndefined()
  })

  test('several nodes are read at once', async () => {
    const client = open(ensemble)
    await client.create('/several', bytes('one'))
    const values = await client.getMany(['/several', '/none', '/several'])
    expect(values.map(value => value?.toString())).toEqual(['one', undefined, 'one'])
  })

  test('what a server refuses has a code', async () => {
    const client = open(ensemble)
    await client.mkdirp('/refused/child')
    await expect(client.get('/none')).rejects.toMatchObject({ code: 'zookeeper.no_node' })
    await expect(client.create('/refused', bytes(''))).rejects.toMatchObject({ code: 'zookeeper.node_exists' })
    await expect(client.set('/refused', bytes(''), 7)).rejects.toMatchObject({ code: 'zookeeper.bad_version' })
    await expect(client.remove('/refused')).rejects.toMatchObject({ code: 'zookeeper.not_empty' })
    await expect(client.get('refused')).rejects.toMatchObject({ code: 'zookeeper.bad_path' })
    await expect(client.create('/big', Buffer.alloc(2 ** 20))).rejects.toMatchObject({ code: 'zookeeper.too_large' })
  })

  test('a transaction happens whole or not at all', async () => {
    const client = open(ensemble)
    await client.mkdirp('/multi')
    const create = {
      op: 'create',
      path: '/multi/a',
      data: bytes('a'),
      acl: [{ permissions: 31, scheme: 'world', id: 'anyone' }],
    } as const
    await expect(client.multi([create, { op: 'check', path: '/multi', version: 9 }])).rejects.toMatchObject({
      code: 'zookeeper.bad_version',
    })
    expect(await client.exists('/multi/a')).toBeUndefined()
    await client.multi([create, { op: 'set', path: '/multi', data: bytes('x'), version: 0 }])
    await client.multi([
      { op: 'check', path: '/multi', version: 1 },
      { op: 'delete', path: '/multi/a', version: 0 },
    ])
    expect(await client.exists('/multi/a')).toBeUndefined()
    expect((await client.get('/multi')).data.toString()).toBe('x')
  })

  test('digest credentials own what they made, others only read', async () => {
    const owner = open(ensemble, { auth, acl: creatorAllWorldRead })
    await owner.create('/owned', bytes('mine'))
    expect((await owner.getAcl('/owned')).acl).toContainEqual({
      permissions: permission.all,
      scheme: 'digest',
      id: digestId('mesos', 'secret'),
    })
    for (const stranger of [open(ensemble), open(ensemble, { auth: { scheme: 'digest', id: 'mesos:wrong' } })]) {
      expect((await stranger.get('/owned')).data.toString()).toBe('mine')
      await expect(stranger.set('/owned', bytes('theirs'))).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
      await expect(stranger.create('/owned/child', bytes(''))).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
    }
    await open(ensemble, { auth }).set('/owned', bytes('still mine'))
  })

  test('an unknown scheme of credentials ends the session', async () => {
    const client = open(ensemble, { auth: { scheme: 'nonsense' as 'digest', id: 'a:b' } })
    await expect(client.get('/')).rejects.toMatchObject({ code: 'zookeeper.auth_failed' })
    expect(client.state).toBe('auth-failed')
  })

  test('a server that falls silent is given up, and the session expires once', async () => {
    const watcher = open(ensemble, { sessionTimeoutMs: 60_000 })
    const client = open(ensemble, { sessionTimeoutMs: 6_000 })
    const states = statesOf(client)
    await client.create('/short-lived', bytes(''), { mode: 'ephemeral' })
    ensemble.members[0]!.freeze()
    try {
      const unanswered = client.get('/')
      await expect(unanswered).rejects.toMatchObject({ code: 'zookeeper.connection_loss', retryable: true })
      await until(() => client.state === 'expired')
    } finally {
      ensemble.members[0]!.thaw()
    }
    await expect(client.get('/')).rejects.toMatchObject({ code: 'zookeeper.session_expired' })
    await until(async () => (await watcher.exists('/short-lived').catch(() => ({}))) === undefined)
    expect(states).toEqual(['connected', 'suspended', 'expired'])
  })

  test('watches, credentials and ephemeral nodes outlive a restart of the server', async () => {
    const client = open(ensemble, { sessionTimeoutMs: 30_000, auth, acl: creatorAllWorldRead })
    const other = open(ensemble, { sessionTimeoutMs: 30_000, auth })
    await client.mkdirp('/survive')
    await client.create('/survive/mine', bytes(''), { mode: 'ephemeral' })
    const heard: string[] = []
    await client.exists('/survive/later', event => heard.push(`exists ${event.type} ${event.path}`))
    await client.children('/survive', event => heard.push(`children ${event.type} ${event.path}`))
    await client.get('/survive', event => heard.push(`data ${event.type} ${event.path}`))
    await ensemble.members[0]!.kill()
    await ensemble.members[0]!.start()
    await client.sync('/')
    expect((await client.exists('/survive/mine'))?.ephemeralOwner).toBe(client.sessionId)
    await other.create('/survive/later', bytes(''))
    await other.set('/survive', bytes('news'))
    await until(() => heard.length >= 3)
    await client.sync('/')
    expect(heard.sort()).toEqual([
      'children children-changed /survive',
      'data changed /survive',
      'exists created /survive/later',
    ])
    await client.set('/survive', bytes('with credentials'))
  })

  test('closing takes the ephemeral nodes away at once', async () => {
    const client = open(ensemble, { sessionTimeoutMs: 60_000 })
    const other = open(ensemble)
    await client.create('/closing', bytes(''), { mode: 'ephemeral' })
    await client.close()
    await other.sync('/')
    expect(await other.exists('/closing')).toBeUndefined()
    await expect(client.get('/')).rejects.toMatchObject({ code: 'zookeeper.closed' })
  })
})

describe('an ensemble of three', () => {
  let ensemble: ZooKeeperEnsemble
  beforeAll(async () => {
    ensemble = await startZooKeeper(3)
  })
  anewOnSecondTry(async () => {
    await ensemble.stop()
    ensemble = await startZooKeeper(3)
  })
  afterAll(() => ensemble?.stop())

  test('the session outlives the death of the leading member', async () => {
    const all = Array.from({ length: 4 }, () => open(ensemble, { sessionTimeoutMs: 20_000 }))
    const ids = await Promise.all(
      all.map(async (client, i) => {
        await client.create(`/failover-${i}`, bytes(''), { mode: 'ephemeral' })
        return client.sessionId
      }),
    )
    const states = all.map(statesOf)
    const roles = await Promise.all(ensemble.members.map(member => member.role()))
    const leading = ensemble.members[roles.indexOf('leader')]!
    await leading.kill()
    await until(() => states.every(each => each.includes('suspended')))
    for (const [i, client] of all.entries()) {
      await client.sync('/')
      expect((await client.exists(`/failover-${i}`))?.ephemeralOwner).toBe(ids[i])
      expect(new Set(states[i])).toEqual(new Set(['suspended', 'connected'])) // more than once, on a loaded machine
    }
    await leading.start()
  })
})
