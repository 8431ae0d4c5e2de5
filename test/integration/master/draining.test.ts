import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Daemon, eventually, type Lab, leads, newLab } from './daemons.ts'
import { type Framework, startFramework } from './framework.ts'
import { call, get, remove } from './operator.ts'

let lab: Lab
let leader: Daemon
let agent: Daemon
beforeEach(async () => {
  lab = newLab()
  leader = await lab.leader(['--allocation_interval=50ms'])
  agent = await lab.agent(leader.address)
  await eventually('it leads', () => leads(leader))
})
afterEach(() => lab.end())

const drain = (agentId: string, more: object = {}) =>
  call(leader, { type: 'DRAIN_AGENT', drain_agent: { agent_id: { value: agentId }, ...more } })
const reactivate = (agentId: string) =>
  call(leader, { type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id: { value: agentId } } })
const slave = async () => (await get(leader, '/slaves')).slaves[0]
const isDrained = () =>
  eventually('the agent is drained', async () => (await slave())?.drain_info?.state === 'DRAINED' || undefined)

/** A task that heeds no signal, gets an hour to end when it is killed, and ends when the returned function is called. */
const stubborn = async (framework: Framework, id: string): Promise<{ agentId: string; end: () => void }> => {
  const offer = await framework.offer()
  const file = join(agent.folder, id)
  await framework.launch(offer, id, `trap '' TERM; : > ${file}.deaf; while ! test -e ${file}; do sleep 0.1; done`, 3600)
  await framework.status(id, ({ state }) => state === 'TASK_RUNNING')
  await eventually('it heeds no signal', () => existsSync(`${file}.deaf`) || undefined)
  return { agentId: offer.agent_id.value, end: () => writeFileSync(file, '') }
}

it('an agent is drained when its tasks have ended, and is offered again when it is taken back', async () => {
  const framework = await startFramework(leader.address)
  const { agentId } = await stubborn(framework, 't')
  await framework.offer()
  expect(await drain(agentId, { max_grace_period: { seconds: 0, nanos: 200_000_000 } })).toBe('200')
  await eventually('its offer is rescinded', () => framework.events.find(({ type }) => type === 'RESCIND'))
  const { reason } = await framework.status('t', ({ state }) => state === 'TASK_KILLED')
  expect(reason).toBe('REASON_AGENT_DRAINING')
  await isDrained()
  expect(await slave()).toMatchObject({
    active: false,
    deactivated: true,
    drain_info: { state: 'DRAINED', config: { max_grace_period: { nanoseconds: 200_000_000 }, mark_gone: false } },
    estimated_drain_start_time_seconds: expect.any(Number),
  })
  framework.forget()
  expect(await reactivate(agentId)).toBe('200')
  await framework.offer()
})

it('a drain outlives its leader', async () => {
  const before = await startFramework(leader.address)
  const { agentId, end } = await stubborn(before, 't')
  expect(await drain(agentId, { max_grace_period: { seconds: 1800 } })).toBe('200')
  await leader.kill()
  leader.start()
  await eventually('it leads again', () => leads(leader))
  const framework = await startFramework(leader.address, before.id)
  const { waits_for } = await eventually('the agent is back', async () => {
    const { drains } = await get(leader, `/mantl/drains?agent_id=${agentId}`)
    return drains[0]?.waits_for?.tasks.length === 1 ? drains[0] : undefined
  })
  expect(waits_for.tasks).toMatchObject([{ task_id: 't', framework_name: 'integration', unacknowledged: false }])
  expect(await reactivate(agentId)).toBe('400 Agent is still in the DRAINING state')
  end()
  await framework.status('t', ({ state }) => state === 'TASK_KILLED')
  await isDrained()
  expect(framework.events.find(({ type }) => type === 'OFFERS')).toBeUndefined()
})

it('a drain outlives its agent, and one that was away hears of it', async () => {
  const framework = await startFramework(leader.address)
  const { agentId } = await stubborn(framework, 't')
  await agent.kill()
  await eventually('the link broke', () => leader.log().includes('an agent is disconnected') || undefined)
  expect(await drain(agentId, { max_grace_period: { seconds: 0, nanos: 1 } })).toBe('200')
  agent.start()
  await framework.status('t', ({ state }) => state === 'TASK_KILLED')
  await isDrained()
})

it('a drain is cancelled: the agent takes new tasks while the old one ends', async () => {
  const framework = await startFramework(leader.address)
  const { agentId, end } = await stubborn(framework, 'old')
  expect(await remove(leader, `/mantl/drains/${agentId}`)).toBe(`409 Agent ${agentId} does not drain`)
  expect(await drain(agentId, { max_grace_period: { seconds: 1800 } })).toBe('200')
  await eventually('the agent drains', () => agent.log().includes('"draining"') || undefined)
  framework.forget()
  expect(await remove(leader, `/mantl/drains/${agentId}`)).toBe('200')
  await eventually('the agent knows', () => agent.log().includes('the drain is cancelled') || undefined)
  await framework.launch(await framework.offer(), 'new', 'sleep 1000')
  await framework.status('new', ({ state }) => state === 'TASK_RUNNING')
  end()
  await framework.status('old', ({ state }) => state === 'TASK_KILLED')
  expect(await slave()).toMatchObject({ active: true, deactivated: false })
  expect((await get(leader, '/mantl/drains')).drains).toEqual([])
  await framework.call({ type: 'TEARDOWN' })
})

it('an agent that shall not come back is gone when it is empty', async () => {
  const framework = await startFramework(leader.address)
  const { agentId } = await stubborn(framework, 't')
  expect(await drain(agentId, { max_grace_period: { seconds: 0, nanos: 1 }, mark_gone: true })).toBe('200')
  await framework.status('t', ({ state }) => state === 'TASK_GONE_BY_OPERATOR')
  await eventually('the agent is told to stop', () => agent.exitCode() !== undefined || undefined)
  await eventually('it is gone', async () => (await get(leader, '/slaves')).slaves.length === 0 || undefined)
  expect(await drain(agentId)).toBe('400 Unknown agent')
})

it('an agent is put aside without a drain, whoever leads', async () => {
  const before = await startFramework(leader.address)
  const { agentId } = await stubborn(before, 't')
  expect(await call(leader, { type: 'DEACTIVATE_AGENT', deactivate_agent: { agent_id: { value: agentId } } })).toBe(
    '200',
  )
  await leader.kill()
  leader.start()
  await eventually('it leads again', () => leads(leader))
  const framework = await startFramework(leader.address, before.id)
  await eventually('the agent is back', async () => (await slave())?.deactivated || undefined)
  await framework.call({ type: 'RECONCILE', reconcile: {} })
  expect((await framework.status('t', () => true)).state).toBe('TASK_RUNNING')
  expect(framework.events.find(({ type }) => type === 'OFFERS')).toBeUndefined()
  expect(await reactivate(agentId)).toBe('200')
  await framework.offer()
  await framework.call({ type: 'TEARDOWN' })
})
