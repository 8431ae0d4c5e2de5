import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Offer } from '../../../src/mesos/messages/offer.ts'
import type { Resource } from '../../../src/mesos/messages/resource.ts'
import { FollowerProcess, isRoot, until } from './follower-process.ts'
import { LeaderProcess, TestFramework } from './leader-process.ts'

const role = { allocation_info: { role: 'dev' } }
const reservations = [{ type: 'DYNAMIC', role: 'dev' }]
const scalar = (name: string, value: number, more: object = {}) => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...role,
  ...more,
})
const small = [scalar('cpus', 0.1), scalar('mem', 32)]

/** Disks of all kinds, and tasks that use volumes on them. */
describe.each(isRoot ? ['filesystem/posix', 'filesystem/linux'] : ['filesystem/posix'])('volumes by %s', isolation => {
  const leader = new LeaderProcess()
  const follower = new FollowerProcess(
    {
      get address() {
        return leader.address
      },
      received: [],
    } as never,
    [`--isolation=${isolation}`],
  )
  const framework = new TestFramework(leader)
  const [path, mount] = [join(follower.folder, 'path'), join(follower.folder, 'mount')]
  const sources = {
    root: {},
    path: { source: { type: 'PATH', path: { root: path } } },
    ...(isRoot && { mount: { source: { type: 'MOUNT', mount: { root: mount } } } }),
  }
  const kinds = Object.keys(sources) as (keyof typeof sources)[]
  const size = { root: 64, path: 64, mount: 16 }
  const plain = (kind: keyof typeof sources) =>
    scalar('disk', size[kind], kind === 'root' ? {} : { disk: sources[kind] })
  const reserved = (kind: keyof typeof sources) => ({ ...plain(kind), reservations })
  const volume = (kind: keyof typeof sources, container_path: string = kind) => ({
    ...reserved(kind),
    disk: { ...sources[kind], persistence: { id: kind }, volume: { container_path, mode: 'RW' } },
  })
  const places = {
    root: join(follower.workDir, 'volumes/roles/dev/root'),
    path: join(path, 'volumes/roles/dev/path'),
    mount,
  }

  beforeAll(async () => {
    chmodSync(follower.folder, 0o755) // links lead through it
    mkdirSync(mount)
    if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', mount])
    await leader.start()
    const resources = [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 4 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 1024 } },
      { name: 'disk', type: 'SCALAR', scalar: { value: 256 } },
      ...kinds
        .filter(kind => kind !== 'root')
        .map(kind => ({ name: 'disk', type: 'SCALAR', scalar: { value: size[kind] }, disk: sources[kind] })),
    ]
    await follower.spawn([`--resources=${JSON.stringify(resources)}`])
    await leader.agent()
    await framework.subscribe(userInfo().username, ['SHARED_RESOURCES'])
  })
  afterAll(async () => {
    framework.close()
    await follower.kill('SIGTERM')
    if (isRoot) execFileSync('umount', [mount])
    await follower.leavesNothing()
    await follower.close()
    await leader.close()
    follower.removeCgroups()
  })

  const task = (offer: Offer, id: string, value: string, resources: object[], user?: string) => ({
    type: 'LAUNCH',
    launch: {
      task_infos: [
        {
          name: id,
          task_id: { value: id },
          agent_id: offer.agent_id,
          resources: [...small, ...resources],
          command: { value, ...(user && { user }) },
        },
      ],
    },
  })
  const ends = async (id: string) => {
    await until(
      () => /FINISHED|FAILED|LOST|DROPPED|ERROR/.test(framework.states(id).at(-1) ?? ''),
      `${id} ends`,
      () => follower.log,
    )
    return framework.events.findLast(event => event.update?.status.task_id.value === id)!.update!.status
  }
  const holds = (offer: Offer) => kinds.every(kind => offer.resources?.some(one => one.disk?.persistence?.id === kind))

  it('are made and written to in one breath', async () => {
    const offer = await framework.offer()
    const volumes = kinds.map(kind => volume(kind))
    await framework.accept(
      offer,
      { type: 'RESERVE', reserve: { resources: kinds.map(reserved) } },
      { type: 'CREATE', create: { volumes } },
      task(offer, 'writes', kinds.map(kind => `echo ${kind} > ${kind}/data`).join(' && '), volumes),
    )
    expect(await ends('writes')).toMatchObject({ state: 'TASK_FINISHED' })
    for (const kind of kinds) expect(readFileSync(join(places[kind], 'data'), 'utf8')).toBe(`${kind}\n`)
  })

  it('outlive the task and the follower, and come where the next task wants them', async () => {
    await follower.kill('SIGKILL')
    const restarted = follower.spawn([follower.child!.spawnargs.find(arg => arg.startsWith('--resources='))!])
    await restarted
    await until(
      async () => (await leader.agents()).length === 1,
      'it is back',
      () => follower.log,
    )
    const offer = await framework.offer(holds)
    const read = kinds.map(kind => `[ "$(cat there/${kind}/data)" = ${kind} ]`).join(' && ')
    await framework.accept(
      offer,
      task(
        offer,
        'reads',
        read,
        kinds.map(kind => volume(kind, `there/${kind}`)),
      ),
    )
    expect(await ends('reads')).toMatchObject({ state: 'TASK_FINISHED' })
  })

  it.runIf(isRoot)('are their task’s user’s', async () => {
    const offer = await framework.offer(holds)
    await framework.accept(offer, task(offer, 'nobody', 'echo mine > root/mine', [volume('root')], 'nobody'))
    expect(await ends('nobody')).toMatchObject({ state: 'TASK_FINISHED' })
    expect(statSync(join(places.root, 'mine')).uid).toBe(statSync(places.root).uid)
  })

  it('may be shared by tasks that run at once', async () => {
    const free = (name: string, least: number) => (one: Resource) =>
      one.name === name && !one.reservations && !one.disk && one.scalar!.value >= least
    const offer = await framework.offer(({ resources = [] }) =>
      [free('cpus', 0.2), free('mem', 64), free('disk', 8)].every(is => resources.some(is)),
    )
    const shared = {
      ...scalar('disk', 8),
      reservations,
      disk: { persistence: { id: 'both' }, volume: { container_path: 'both', mode: 'RW' } },
      shared: {},
    }
    const meet = (own: string, other: string) => `touch both/${own}; until [ -e both/${other} ]; do sleep 0.05; done`
    await framework.accept(
      offer,
      { type: 'RESERVE', reserve: { resources: [{ ...scalar('disk', 8), reservations }] } },
      { type: 'CREATE', create: { volumes: [shared] } },
      task(offer, 'one', meet('one', 'two'), [shared]),
      task(offer, 'two', meet('two', 'one'), [shared]),
    )
    expect([(await ends('one')).state, (await ends('two')).state]).toEqual(['TASK_FINISHED', 'TASK_FINISHED'])
    expect(readdirSync(join(follower.workDir, 'volumes/roles/dev/both')).sort()).toEqual(['one', 'two'])
  })

  it('are emptied when they are destroyed; a disk’s own folder stays', async () => {
    const offer = await framework.offer(holds)
    await framework.accept(offer, { type: 'DESTROY', destroy: { volumes: kinds.map(kind => volume(kind)) } })
    await until(() => !existsSync(places.root) && !existsSync(places.path), 'the folders are gone')
    await until(() => readdirSync(mount).length === 0, 'the disk is empty')
  })
})
