import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Subscription, subscribe } from '../../../src/mesos/clients/scheduler.ts'
import type { Event } from '../../../src/mesos/messages/scheduler.ts'
import { freePort } from '../../support/ports.ts'
import { FollowerProcess, isAlive, isRoot, until } from './follower-process.ts'

const program = join(import.meta.dirname, '../../../bin/mesos-master.js')

/** The real leader, with the follower's secret, and a framework that speaks to it as any would. */
describe('with the real leader', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-leader-'))
  let port: number
  let leader: ChildProcess
  let follower: FollowerProcess
  let session: Subscription
  let frameworkId = ''
  const events: Event[] = []
  const used = new Set<string>()

  const startLeader = () => {
    leader = spawn(
      process.execPath,
      [
        program,
        '--ip=127.0.0.1',
        `--port=${port}`,
        '--hostname=localhost',
        `--work_dir=${join(folder, 'master')}`,
        '--authenticate_agents',
        `--credentials=${join(folder, 'credentials')}`,
        '--allocation_interval=50ms',
      ],
      { stdio: 'ignore' },
    )
  }
  const serves = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      response => response.ok,
      () => false,
    )
  const join_ = async () => {
    const framework_info = {
      user: isRoot ? 'root' : process.env.USER!,
      name: 'test',
      roles: ['dev'],
      checkpoint: true,
      failover_timeout: 3600,
      capabilities: [{ type: 'MULTI_ROLE' as const }, { type: 'PARTITION_AWARE' as const }],
      ...(frameworkId === '' ? {} : { id: { value: frameworkId } }),
    }
    session = await subscribe(`127.0.0.1:${port}`, {
      type: 'SUBSCRIBE',
      subscribe: { framework_info },
      ...(frameworkId === '' ? {} : { framework_id: { value: frameworkId } }),
    })
    const { events: stream, call } = session
    void (async () => {
      for await (const event of stream) {
        events.push(event)
        if (event.type === 'SUBSCRIBED') frameworkId = event.subscribed!.framework_id.value
        const status = event.update?.status
        if (status?.uuid === undefined) continue
        const acknowledge = { agent_id: status.agent_id!, task_id: status.task_id, uuid: status.uuid }
        await call({ type: 'ACKNOWLEDGE', framework_id: { value: frameworkId }, acknowledge })
      }
    })().catch(() => {})
  }
  const states = (id: string) =>
    events.filter(event => event.update?.status.task_id.value === id).map(event => event.update!.status.state)
  const launch = async (id: string, value: string) => {
    const offers = () =>
      events.flatMap(event => event.offers?.offers ?? []).filter(({ id: { value: offerId } }) => !used.has(offerId))
    await session.call({ type: 'REVIVE', framework_id: { value: frameworkId } })
    await until(() => offers().length > 0, 'an offer comes')
    const offer = offers().at(-1)
    used.add(offer!.id.value)
    const resources = [
      { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR' as const, scalar: { value: 32 } },
    ]
    const task = { name: id, task_id: { value: id }, agent_id: offer!.agent_id, resources, command: { value } }
    await session.call({
      type: 'ACCEPT',
      framework_id: { value: frameworkId },
      accept: {
        offer_ids: [offer!.id],
        operations: [{ type: 'LAUNCH', launch: { task_infos: [task] } }],
        filters: { refuse_seconds: 0 },
      },
    })
  }

  beforeAll(async () => {
    port = await freePort()
    writeFileSync(join(folder, 'credentials'), '{"credentials":[{"principal":"follower","secret":"s3cret"}]}', {
      mode: 0o600,
    })
    writeFileSync(join(folder, 'credential'), '{"principal":"follower","secret":"s3cret"}', { mode: 0o600 })
    writeFileSync(join(folder, 'wrong'), '{"principal":"follower","secret":"guessed"}', { mode: 0o600 })
    startLeader()
    await until(serves, 'the leader serves')
    follower = new FollowerProcess({ address: `127.0.0.1:${port}`, received: [] } as never, [
      `--isolation=${isRoot ? 'cgroups/cpu,cgroups/mem' : 'posix/cpu,posix/mem'}`,
      '--attributes=rack:r1',
    ])
  })
  afterAll(async () => {
    session?.close()
    await follower.close()
    follower.removeCgroups()
    leader.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const agents = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/slaves`)
    return ((await response.json()) as any).slaves.filter((one: any) => one.active)
  }

  it('a wrong secret ends the follower', async () => {
    const child = await follower.spawn([`--credential=${join(folder, 'wrong')}`])
    await until(() => child.exitCode !== null, 'it ends')
    expect(child.exitCode).toBe(1)
    expect(follower.log).toContain('refused our credential')
    expect(await agents()).toEqual([])
  })

  it('the right one lets it in, with what it is', async () => {
    await follower.spawn([`--credential=${join(folder, 'credential')}`])
    await until(
      async () => (await agents()).length === 1,
      'the agent is admitted',
      () => follower.log,
    )
    const [agent] = await agents()
    expect(agent).toMatchObject({
      attributes: { rack: 'r1' },
      resources: { cpus: 8, mem: 4096, ports: '[31000-31009]' },
    })
  })

  it('a task runs from offer to end', async () => {
    await join_()
    await until(() => frameworkId !== '', 'we are subscribed')
    await launch('short', 'echo hello; exit 3')
    await until(
      () => states('short').includes('TASK_FAILED'),
      'it ends',
      () => JSON.stringify(events.slice(-3)),
    )
    expect(states('short')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FAILED'])
  })

  it('a task outlives both daemons', async () => {
    await launch('long', 'sleep 1000')
    await until(() => states('long').includes('TASK_RUNNING'), 'it runs')
    const runs = events.find(
      event => event.update?.status.task_id.value === 'long' && event.update.status.state === 'TASK_RUNNING',
    )
    const pid = String(runs!.update!.status.container_status!.executor_pid)
    // both are gone, and with the leader its hold on the port
    const gone = once(leader, 'exit')
    leader.kill('SIGKILL')
    await Promise.all([gone, follower.kill('SIGKILL')])
    startLeader()
    await until(serves, 'the leader serves again')
    await follower.spawn([`--credential=${join(folder, 'credential')}`])
    await until(
      async () => (await agents().catch(() => [])).length === 1,
      'the agent is back',
      () => follower.log,
    )
    expect(isAlive(pid)).toBe(true)
    await join_()
    await session.call({ type: 'KILL', framework_id: { value: frameworkId }, kill: { task_id: { value: 'long' } } })
    await until(
      () => states('long').includes('TASK_KILLED'),
      'it is killed',
      () => JSON.stringify(events.slice(-3)),
    )
    await until(() => !isAlive(pid), 'its process is gone')
  })
})
