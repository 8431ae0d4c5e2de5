import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LockOwner, type LockRules, refuseHeld, takeLock } from '../../../src/provisioning/phases/lock.ts'
import { isDeadHere, lockOwner } from '../../../src/provisioning/phases/lock-owner.ts'
import type { Connection } from '../../../src/transport/connection.ts'
import { type LocalHost, localHost } from '../../support/local-host.ts'

const owner: LockOwner = {
  user: 'ann',
  machine: 'desk',
  command: 'mantl provision c.yml',
  since: '2026-11-20T10:00:00.000Z',
  pid: 1,
  boot: 'elsewhere',
}
const bob = { ...owner, user: 'bob' }

let host: LocalHost
beforeEach(async () => {
  host = await localHost()
})
afterEach(() => host.close())

const take = (connection: Connection, who: LockOwner, rules?: LockRules) =>
  takeLock(connection, host.context.layout, who, rules)
const path = () => host.context.layout.lock
const until = async (is: () => boolean) => {
  for (let tries = 0; tries < 1200 && !is(); tries++) await pause(50)
  expect(is()).toBe(true)
}

it('the second is told who holds it and since when; when the first is done it is free', async () => {
  const release = await take(host.context.connection, owner)
  const second = await host.connect()
  await expect(take(second, bob)).rejects.toMatchObject({
    code: 'lock.held',
    message: 'here is being changed by ann on desk: mantl provision c.yml, since 2026-11-20T10:00:00.000Z',
  })
  await release()
  await (await take(second, bob))()
  expect(existsSync(path())).toBe(false)
})

it('who only looks is stopped by it, unless its holder may be pushed aside, and takes nothing', async () => {
  const look = async (rules?: LockRules) => refuseHeld(await host.connect(), host.context.layout, rules)
  await look()
  expect(existsSync(path())).toBe(false)
  const release = await take(host.context.connection, owner)
  await expect(look()).rejects.toMatchObject({ code: 'lock.held', message: expect.stringContaining('by ann on desk') })
  await look({ isDead: ({ user }) => user === 'ann' })
  await look({ isDead: () => false, force: true })
  expect(existsSync(path())).toBe(true)
  await release()
})

it('who only looks is told whether anything of ours is there', async () => {
  const layout = { ...host.context.layout, state: `${host.folder}/nothing-yet` }
  const look = () => refuseHeld(host.context.connection, layout)
  expect(await look()).toEqual({ bare: true })
  mkdirSync(layout.state)
  expect(await look()).toEqual({ bare: false })
})

it('it is gone when the connection of its holder is gone', async () => {
  await take(host.context.connection, owner)
  await host.context.connection.close()
  await until(() => !existsSync(path()))
  await (await take(await host.connect(), bob))()
})

it('a lock whose holder died with the machine is nobody’s, even if another process has its number now', async () => {
  const release = await take(host.context.connection, owner)
  await release()
  await host.context.connection.run({
    script: `mkdir ${path()}; echo ${process.pid} > ${path()}/holder; echo {} > ${path()}/owner`,
  })
  await (await take(host.context.connection, bob))()
})

it('of many who find a dead one at once a single one takes it', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => host.connect()))
  for (let round = 0; round < 3; round++) {
    await host.context.connection.run({
      script: `mkdir ${path()}; echo ${process.pid} > ${path()}/holder; echo {} > ${path()}/owner`,
    })
    const taken = await Promise.allSettled(all.map(connection => take(connection, owner)))
    const [release, ...others] = taken.filter(one => one.status === 'fulfilled').map(({ value }) => value)
    expect(others).toEqual([])
    await release!()
    expect(existsSync(path())).toBe(false)
  }
})

it('who was pushed aside takes nothing from who came after', async () => {
  const release = await take(host.context.connection, owner)
  await host.context.connection.run({ script: `mv ${path()} ${path()}.aside` })
  await take(await host.connect(), bob)
  await release()
  await expect(take(await host.connect(), owner)).rejects.toMatchObject({ message: expect.stringContaining('by bob') })
})

it.each<[string, LockRules]>([
  ['its owner is dead', { isDead: () => true }],
  ['it is to be broken', { isDead: () => false, force: true }],
])(
  'of a connection that only seems to live it is taken when %s; what is under way there may finish',
  async (_, rules) => {
    const first = host.context.connection
    await take(first, owner)
    const at = (name: string) => join(host.folder, name)
    const script = `: > ${at('begun')}; until [ -e ${at('go')} ]; do sleep 0.02; done; : > ${at('finished')}`
    const ended = Promise.allSettled([first.run({ script })])
    await until(() => existsSync(at('begun')))
    const taking = take(await host.connect(), bob, rules)
    const shell = readFileSync(join(path(), 'shell'), 'utf8').trim()
    await until(() => /\) T /.test(readFileSync(`/proc/${shell}/stat`, 'utf8')))
    writeFileSync(at('go'), '')
    const release = await taking
    expect(existsSync(`${host.folder}/finished`)).toBe(true)
    expect((await ended)[0]).toMatchObject({ status: 'rejected', reason: { code: 'command.interrupted' } })
    await release()
  },
)

it('of this machine’s processes it can be said whether they live', () => {
  const self = lockOwner('x')
  expect([
    isDeadHere(self),
    isDeadHere({ ...self, pid: 2 ** 22 + 1 }),
    isDeadHere({ ...self, boot: 'another', pid: 2 ** 22 + 1 }),
    isDeadHere({}),
  ]).toEqual([false, true, false, false])
})
