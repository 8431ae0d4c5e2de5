import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FollowerProcess, isAlive, until } from './follower-process.ts'
import { LeaderProcess, TestFramework } from './leader-process.ts'

const small = [
  { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: 'dev' } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: 'dev' } },
]
const fixed = 'org_apache_mesos_FixedResourceEstimator'
const modules = { libraries: [{ modules: [{ name: fixed, parameters: [{ key: 'resources', value: 'cpus:3' }] }] }] }

/** What an operator does to a follower that runs something, with the real leader. */
describe('a follower that is changed', () => {
  const leader = new LeaderProcess()
  const follower = new FollowerProcess(
    {
      get address() {
        return leader.address
      },
      received: [],
    } as never,
    ['--isolation=posix/cpu,posix/mem'],
  )
  const framework = new TestFramework(leader)
  let agentId = ''
  let pid = ''

  const resources = (cpus: number, rest = 'mem:1024;disk:500;ports:[31000-31009]') => `--resources=cpus:${cpus};${rest}`
  /** Ends it, and starts it anew with these flags. */
  const restart = async (...flags: string[]) => {
    await follower.kill('SIGKILL')
    await until(async () => (await leader.agents()).length === 0, 'the leader notices')
    follower.log = ''
    const child = await follower.spawn(flags)
    await until(async () => child.exitCode !== null || (await leader.agents()).length === 1, 'it is back, or not')
    return child.exitCode
  }
  const launch = async (id: string, value: string, more: object = {}, wanted = small) => {
    const offer = await framework.offer(({ resources: all = [] }) =>
      wanted.every(({ name, ...one }) =>
        all.some(has => has.name === name && 'revocable' in one === (has.revocable !== undefined)),
      ),
    )
    const info = {
      name: id,
      task_id: { value: id },
      agent_id: offer.agent_id,
      resources: wanted,
      command: { value },
      ...more,
    }
    await framework.accept(offer, { type: 'LAUNCH', launch: { task_infos: [info] } })
    await until(
      () => framework.states(id).includes('TASK_RUNNING'),
      `${id} runs`,
      () => follower.log,
    )
    const update = framework.events.findLast(event => event.update?.status.task_id.value === id)!.update!
    return String(update.status.container_status!.executor_pid)
  }
  const last = (id: string) =>
    framework.events.findLast(event => event.update?.status.task_id.value === id)!.update!.status

  beforeAll(async () => {
    await leader.start()
    await follower.spawn([resources(4), '--attributes=rack:a'])
    agentId = (await leader.agent()).id
    await framework.subscribe(userInfo().username, ['REVOCABLE_RESOURCES'])
    pid = await launch('long', 'sleep 1000')
  })
  afterAll(async () => {
    framework.close()
    await follower.kill('SIGKILL')
    await follower.leavesNothing()
    await follower.close()
    await leader.close()
    follower.removeCgroups()
  })

  it('says what differs, and which flag allows it', async () => {
    expect(await restart(resources(6), '--attributes=rack:a;zone:z')).toBe(1)
    expect(follower.log).toContain('resources added: cpus:2')
    expect(follower.log).toContain('attribute zone:z is new')
    expect(follower.log).toContain('--reconfiguration_policy=additive (or any) allows this')
    expect(await restart(resources(2), '--attributes=rack:a', '--reconfiguration_policy=additive')).toBe(1)
    expect(follower.log).toContain('resources no longer there: cpus:2')
    expect(follower.log).toContain('--reconfiguration_policy=any allows this')
    expect(isAlive(pid)).toBe(true)
  })

  it('additive: the leader hears of what was added, and tasks live on', async () => {
    expect(await restart(resources(6), '--attributes=rack:a;zone:z', '--reconfiguration_policy=additive')).toBeNull()
    expect(await leader.agent()).toMatchObject({
      id: agentId,
      attributes: { rack: 'a', zone: 'z' },
      resources: { cpus: 6 },
    })
    expect(isAlive(pid)).toBe(true)
    expect(await restart(resources(6), '--attributes=rack:a;zone:z')).toBeNull()
  })

  it('any: also of what was taken away', async () => {
    expect(await restart(resources(2), '--attributes=rack:b', '--reconfiguration_policy=any')).toBeNull()
    expect(await leader.agent()).toMatchObject({ id: agentId, attributes: { rack: 'b' }, resources: { cpus: 2 } })
    expect(isAlive(pid)).toBe(true)
    expect(framework.states('long').filter(state => state !== 'TASK_STARTING' && state !== 'TASK_RUNNING')).toEqual([])
  })

  it('reservations that do not fit any more hold the start, unless they are let go', async () => {
    const reserved = {
      name: 'disk',
      type: 'SCALAR',
      scalar: { value: 400 },
      reservations: [{ type: 'DYNAMIC', role: 'dev' }],
    }
    const reserve_resources = { agent_id: { value: agentId }, resources: [reserved] }
    await leader.call({ type: 'RESERVE_RESOURCES', reserve_resources })
    await until(async () => (await follower.get('/state')).reserved_resources.dev?.disk === 400, 'it is reserved')
    const less = resources(2, 'mem:1024;disk:300;ports:[31000-31009]')
    expect(await restart(less, '--attributes=rack:b', '--reconfiguration_policy=additive')).toBe(1)
    expect(follower.log).toContain('reserved here, and no longer in --resources: disk')
    expect(await restart(less, '--attributes=rack:b', '--reconfiguration_policy=any')).toBeNull()
    expect((await leader.agent()).reserved_resources).toEqual({})
    expect(isAlive(pid)).toBe(true)
  })

  it('a fault domain may be set, and is told', async () => {
    const domain = '{"fault_domain":{"region":{"name":"r"},"zone":{"name":"z"}}}'
    const flags = [resources(2, 'mem:1024;disk:300;ports:[31000-31009]'), '--attributes=rack:b']
    const child = await follower
      .kill('SIGKILL')
      .then(() => follower.spawn([...flags, '--domain={"fault_domain":{"region":{}}}']))
    await until(() => child.exitCode !== null, 'it refuses a domain that is none')
    expect(follower.log).toContain('--domain: ')
    // The leader has no domain itself, and takes no agent that has one: that it is told is what counts here.
    await follower.spawn([...flags, `--domain=${domain}`, '--reconfiguration_policy=additive'])
    await until(
      async () => (await follower.get('/state').catch(() => ({}))).domain !== undefined,
      'it is shown',
      () => follower.log,
    )
    expect((await follower.get('/state')).domain).toEqual(JSON.parse(domain))
    expect(await restart(...flags, '--reconfiguration_policy=any')).toBeNull()
  })

  it('oversubscribed resources are offered, and used', async () => {
    const flags = [
      resources(2, 'mem:1024;disk:300;ports:[31000-31009]'),
      '--attributes=rack:b',
      `--resource_estimator=${fixed}`,
      `--modules=${JSON.stringify(modules)}`,
    ]
    expect(await restart(...flags)).toBeNull()
    await until(async () => (await leader.agent()).resources.cpus_revocable === 3, 'the leader knows')
    const revocable = [{ ...small[0]!, scalar: { value: 2 }, revocable: {} }, small[1]!]
    const its = await launch('cheap', 'sleep 1000', {}, revocable)
    const metrics = await follower.get('/metrics/snapshot')
    expect(metrics).toMatchObject({ 'slave/cpus_revocable_total': 3, 'slave/cpus_revocable_used': 2 })
    await framework.call({ type: 'KILL', kill: { task_id: { value: 'cheap' } } })
    await until(() => framework.states('cheap').includes('TASK_KILLED') && !isAlive(its), 'it is killed')
  })

  it('a drain goes on after kill -9, ends what runs in its grace, and is forgotten then', async () => {
    await launch('stubborn', "trap '' TERM; while :; do sleep 0.1; done")
    const drain_agent = { agent_id: { value: agentId }, max_grace_period: { seconds: 1 } }
    await leader.call({ type: 'DRAIN_AGENT', drain_agent })
    const config = join(follower.workDir, 'meta/slaves/latest/drain.config')
    await until(() => existsSync(config), 'the drain is remembered')
    await follower.kill('SIGKILL')
    await follower.spawn([resources(2, 'mem:1024;disk:300;ports:[31000-31009]'), '--attributes=rack:b'])
    for (const id of ['stubborn', 'long']) {
      await until(
        () => framework.states(id).includes('TASK_KILLED'),
        `${id} is killed`,
        () => follower.log,
      )
      expect(last(id)).toMatchObject({ reason: 'REASON_AGENT_DRAINING' })
    }
    await until(() => !existsSync(config), 'it is forgotten')
    await until(() => !isAlive(pid), 'its process is gone')
    await until(async () => {
      const response = await leader.call({ type: 'GET_AGENTS' })
      return response.get_agents.agents[0].drain_info?.state === 'DRAINED'
    }, 'the leader knows')
    await leader.call({ type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id: { value: agentId } } })
  })

  it('SIGUSR1: the leader hears that it goes, tasks end in peace, and it comes back as another', async () => {
    pid = await launch('last', `trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.1; done`)
    const sandbox = join(follower.workDir, 'slaves', agentId, 'frameworks', framework.id, 'executors/last/runs/latest')
    const said = () => readFileSync(join(sandbox, 'stdout'), 'utf8')
    await until(() => said() === 'ready\n', 'it minds the signal')
    follower.child!.kill('SIGUSR1')
    await until(
      () => follower.child!.exitCode !== null,
      'it ends',
      () => follower.log,
    )
    expect(follower.child!.exitCode).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect(said()).toBe('ready\nbye\n')
    await until(() => /LOST/.test(framework.states('last').at(-1) ?? ''), 'its task is lost to the leader')
    await follower.spawn([resources(1)])
    expect((await leader.agent()).id).not.toBe(agentId)
  })
})
