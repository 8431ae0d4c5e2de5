import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually, type Lab, leads, newLab } from './daemons.ts'
import { startFramework } from './framework.ts'

let lab: Lab
beforeEach(() => {
  lab = newLab()
})
afterEach(() => lab.end())

it('a task runs on a real agent, and its end is told', async () => {
  const leader = await lab.leader()
  await lab.agent(leader.address)
  await eventually('it leads', () => leads(leader))
  const framework = await startFramework(leader.address)
  await framework.launch(await framework.offer(), 't1', 'exit 3')
  const { message } = await framework.status('t1', ({ state }) => state === 'TASK_FAILED')
  expect(message).toContain('3')
  await framework.call({ type: 'TEARDOWN' })
  await expect(startFramework(leader.address, framework.id)).rejects.toThrow('Framework has been removed')
})

it('a leader killed with -9 comes back from its registry, with agent and task', async () => {
  const leader = await lab.leader()
  await lab.agent(leader.address)
  await eventually('it leads', () => leads(leader))
  const before = await startFramework(leader.address)
  const offer = await before.offer()
  await before.launch(offer, 'long', 'while ! test -e stop; do sleep 0.1; done')
  await before.status('long', ({ state }) => state === 'TASK_RUNNING')

  await leader.kill()
  leader.start()
  await eventually('it leads again', () => leads(leader))
  const after = await startFramework(leader.address, before.id)
  const again = await after.offer()
  expect(again.agent_id).toEqual(offer.agent_id)
  expect(again.resources?.find(({ name }) => name === 'cpus')?.scalar?.value).toBe(1.9)

  await after.call({ type: 'RECONCILE', reconcile: {} })
  const known = await after.status('long', ({ reason }) => reason === 'REASON_RECONCILIATION')
  expect(known.state).toBe('TASK_RUNNING')
  await after.call({ type: 'KILL', kill: { task_id: { value: 'long' } } })
  await after.status('long', ({ state }) => state === 'TASK_KILLED')
})

it('a leader stopped by SIGTERM takes no framework down with it, not even one without a failover_timeout', async () => {
  const leader = await lab.leader()
  await lab.agent(leader.address)
  await eventually('it leads', () => leads(leader))
  const before = await startFramework(leader.address, undefined, 0)
  await before.launch(await before.offer(), 'long', 'sleep 1000')
  await before.status('long', ({ state }) => state === 'TASK_RUNNING')
  await leader.kill('SIGTERM')
  leader.start()
  await eventually('it leads again', () => leads(leader))
  const after = await startFramework(leader.address, before.id, 0)
  await after.offer()
  await after.call({ type: 'RECONCILE', reconcile: {} })
  expect((await after.status('long', () => true)).state).toBe('TASK_RUNNING')
  await after.call({ type: 'TEARDOWN' })
})

it('an agent killed with -9 and started anew keeps its task', async () => {
  const leader = await lab.leader()
  const agent = await lab.agent(leader.address)
  await eventually('it leads', () => leads(leader))
  const framework = await startFramework(leader.address)
  const offer = await framework.offer()
  await framework.launch(offer, 'long', 'sleep 1000')
  await framework.status('long', ({ state }) => state === 'TASK_RUNNING')
  await agent.kill()
  agent.start()
  await eventually('it is back', () => leader.log().includes('an agent re-registered') || undefined)
  framework.forget()
  await framework.call({ type: 'RECONCILE', reconcile: {} })
  expect((await framework.status('long', () => true)).state).toBe('TASK_RUNNING')
  await framework.call({ type: 'KILL', kill: { task_id: { value: 'long' } } })
  await framework.status('long', ({ state }) => state === 'TASK_KILLED')
})

it('only agents that know a secret register; while it changes, the old one and the new one are right', async () => {
  const credentials = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const folder = (await lab.leader(['--registry=in_memory'])).folder
  const both = credentials('both', 'follower old\nfollower new\n')
  const leader = await lab.leader(['--authenticate_agents', `--credentials=${both}`])
  const credential = (secret: string) => credentials(secret, `follower ${secret}\n`)
  const [older, newer] = await Promise.all(
    ['old', 'new'].map(secret => lab.agent(leader.address, [`--credential=${credential(secret)}`])),
  )
  for (const agent of [older!, newer!]) {
    await eventually('it registers', () => agent.log().includes('registered with') || undefined)
  }
  const wrong = await lab.agent(leader.address, [`--credential=${credential('wrong')}`])
  await eventually('a wrong secret is refused', () => leader.log().includes('could not authenticate') || undefined)
  const silent = await lab.agent(leader.address)
  await eventually(
    'an agent without a secret is passed over',
    () => leader.log().includes('it is not authenticated') || undefined,
  )
  for (const agent of [wrong, silent]) expect(agent.log()).not.toContain('registered with')
})
