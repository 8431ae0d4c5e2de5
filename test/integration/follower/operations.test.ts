import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Offer } from '../../../src/mesos/messages/offer.ts'
import { FollowerProcess, until } from './follower-process.ts'
import { LeaderProcess, TestFramework } from './leader-process.ts'

const reservations = [{ type: 'DYNAMIC', role: 'dev', principal: 'p' }]
const disk = (value: number, more: object = {}) => ({
  name: 'disk',
  type: 'SCALAR',
  scalar: { value },
  reservations,
  ...more,
})
const volume = (id: string, value = 64) =>
  disk(value, { disk: { persistence: { id, principal: 'p' }, volume: { container_path: 'data', mode: 'RW' } } })

const hasReserved = ({ resources = [] }: Offer) => resources.some(one => one.reservations)

/** The real leader and the real follower, with kill -9 in between. */
describe('reservations and volumes', () => {
  const leader = new LeaderProcess()
  let follower: FollowerProcess
  let framework: TestFramework
  let agent_id: { value: string }

  beforeAll(async () => {
    await leader.start()
    follower = new FollowerProcess({ address: leader.address, received: [] } as never, [
      '--isolation=posix/cpu,posix/mem',
    ])
    await follower.spawn()
    agent_id = { value: (await leader.agent()).id }
    framework = new TestFramework(leader)
    await framework.subscribe(userInfo().username)
  })
  afterAll(async () => {
    framework?.close()
    await follower.close()
    await leader.close()
    follower.removeCgroups()
  })

  const restart = async () => {
    await follower.kill('SIGKILL')
    await until(async () => (await leader.agents()).length === 0, 'the leader notices')
    await follower.spawn()
    expect((await leader.agent()).id).toBe(agent_id.value)
  }
  const reserved = async () => (await follower.get('/state')).reserved_resources_full?.dev ?? []
  const shown = (resources: any[]) =>
    resources.map(one => `${one.disk?.persistence?.id ?? one.name}:${one.scalar.value}`).sort()
  const volumes = () => join(follower.workDir, 'volumes/roles/dev')
  const settled = async (what: readonly string[]) => {
    await until(
      async () => shown(await reserved()).join() === what.join(),
      `the follower has ${what}`,
      () => follower.log,
    )
    const [agent] = await leader.agents()
    expect(shown(agent.reserved_resources_full.dev ?? [])).toEqual(what)
  }
  const operationsLeft = async () => (await leader.call({ type: 'GET_OPERATIONS' })).get_operations.operations ?? []

  it('an operator’s are made, shown, and survive kill -9', async () => {
    await leader.call({ type: 'RESERVE_RESOURCES', reserve_resources: { agent_id, resources: [disk(200)] } })
    await settled(['disk:200'])
    await leader.call({ type: 'CREATE_VOLUMES', create_volumes: { agent_id, volumes: [volume('v1')] } })
    await settled(['disk:136', 'v1:64'])
    expect(existsSync(join(volumes(), 'v1'))).toBe(true)
    writeFileSync(join(volumes(), 'v1/data'), 'precious')
    await until(async () => (await operationsLeft()).length === 0, 'all is acknowledged')
    await restart()
    await settled(['disk:136', 'v1:64'])
    expect((await follower.get('/state')).reserved_resources.dev.disk).toBe(200)
  })

  it('grow and shrink, and keep what is in them', async () => {
    await leader.call({ type: 'GROW_VOLUME', grow_volume: { agent_id, volume: volume('v1'), addition: disk(36) } })
    await settled(['disk:100', 'v1:100'])
    await leader.call({
      type: 'SHRINK_VOLUME',
      shrink_volume: { agent_id, volume: volume('v1', 100), subtract: { value: 50 } },
    })
    await settled(['disk:150', 'v1:50'])
    expect(readFileSync(join(volumes(), 'v1/data'), 'utf8')).toBe('precious')
  })

  it('a framework hears how its operation ended, again until it acknowledges, also after kill -9', async () => {
    const volumes = [{ ...volume('v2'), allocation_info: { role: 'dev' } }]
    const { id, status: first } = await framework.operate('op', { type: 'CREATE', create: { volumes } }, hasReserved)
    expect(first).toMatchObject({ state: 'OPERATION_FINISHED', agent_id })
    const folder = join(follower.workDir, 'meta/slaves/latest/operations')
    await until(() => readdirSync(folder).length === 1, 'the operator’s are acknowledged, this one is not')
    const before = framework.statuses(id).length
    await restart()
    await until(() => framework.statuses(id).length > before, 'it is told again')
    expect(framework.statuses(id).at(-1)!.uuid).toEqual(first.uuid)
    const acknowledge_operation_status = { agent_id, operation_id: { value: id }, uuid: first.uuid!.value }
    await framework.call({ type: 'ACKNOWLEDGE_OPERATION_STATUS', acknowledge_operation_status })
    await until(() => readdirSync(folder).length === 0, 'it is forgotten')
    await settled(['disk:86', 'v1:50', 'v2:64'])
  })

  it('the leader may be killed, too', async () => {
    await leader.kill()
    await leader.start()
    expect((await leader.agent()).id).toBe(agent_id.value)
    await settled(['disk:86', 'v1:50', 'v2:64'])
    await framework.subscribe(userInfo().username)
  })

  it('what can not be done is refused, and nothing is changed by it', async () => {
    writeFileSync(join(volumes(), 'file'), '')
    const bad = [{ ...volume('file', 10), allocation_info: { role: 'dev' } }]
    const { id, status } = await framework.operate('bad', { type: 'CREATE', create: { volumes: bad } }, hasReserved)
    expect(status).toMatchObject({ state: 'OPERATION_FAILED', message: expect.stringContaining("can't be made") })
    const acknowledge_operation_status = { agent_id, operation_id: { value: id }, uuid: status.uuid!.value }
    await framework.call({ type: 'ACKNOWLEDGE_OPERATION_STATUS', acknowledge_operation_status })
    await settled(['disk:86', 'v1:50', 'v2:64'])
  })

  it('destroyed volumes are gone with all that was in them', async () => {
    await leader.call({
      type: 'DESTROY_VOLUMES',
      destroy_volumes: { agent_id, volumes: [volume('v1', 50), volume('v2')] },
    })
    await settled(['disk:200'])
    await until(() => readdirSync(volumes()).join() === 'file', 'the folders are deleted')
    await leader.call({ type: 'UNRESERVE_RESOURCES', unreserve_resources: { agent_id, resources: [disk(200)] } })
    await settled([])
    await restart()
    await settled([])
  })
})
