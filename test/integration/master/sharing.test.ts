import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { program } from '../../commands/program.ts'
import { type Daemon, eventually, type Lab, leads, newLab } from './daemons.ts'
import { startFramework } from './framework.ts'

let lab: Lab
let leader: Daemon
let follower: Daemon
beforeEach(async () => {
  lab = newLab()
  leader = await lab.leader()
  follower = await lab.agent(leader.address)
  await eventually('it leads', () => leads(leader))
  await eventually('the agent is there', async () => (await theAgent())?.id)
})
afterEach(() => lab.end())

const get = async (path: string): Promise<any> => (await fetch(`http://${leader.address}${path}`)).json()
const theAgent = async () => (await get('/slaves')).slaves[0]

const call = async (type: string, body: object): Promise<[number, string]> => {
  const answer = await fetch(`http://${leader.address}/api/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type, [type.toLowerCase()]: body }),
  })
  return [answer.status, await answer.text()]
}

/** The command line, against this leader: exit code, stdout and stderr. */
const mantl = (...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST|MANTL_)/.test(name)),
  )
  const line = [program, ...args, '--master', leader.address]
  return new Promise(resolve =>
    execFile(process.execPath, line, { env }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  )
}

const killAndStart = async () => {
  await leader.kill()
  leader.start()
  await eventually('it leads again', () => leads(leader))
  await eventually('the agent is back', async () => (await theAgent())?.id)
}

const cpusOf = (resources: readonly { name: string; scalar?: { value: number } }[] = []) =>
  resources.filter(({ name }) => name === 'cpus').reduce((sum, { scalar }) => sum + (scalar?.value ?? 0), 0)

it('quota and weights hold at once, and after the leader was killed with -9', async () => {
  expect(await mantl('quota', 'set', 'dev', '--limit', 'cpus=1')).toMatchObject({ status: 0 })
  expect(await mantl('weights', 'set', 'dev=2')).toMatchObject({ status: 0, stdout: 'dev  2\n' })
  const before = await startFramework(leader.address)
  const offer = await before.offer()
  expect(cpusOf(offer.resources)).toBe(1)
  await before.launch(offer, 'long', 'sleep 1000')
  await before.status('long', ({ state }) => state === 'TASK_RUNNING')

  const tooLow = await mantl('quota', 'set', 'dev', '--limit', 'cpus=0.05')
  expect([tooLow.status, tooLow.stderr]).toEqual([1, expect.stringContaining('holds cpus:0.1')])
  const tooMuch = await mantl('quota', 'set', 'dve', '--guarantee', 'cpus=100')
  expect([tooMuch.status, tooMuch.stderr]).toEqual([1, expect.stringContaining('did you mean dev?')])
  const wrong = await mantl('quota', 'set', 'dev', '--limit', 'cpus=many')
  expect([wrong.status, wrong.stderr]).toEqual([64, expect.stringContaining('cpus=many')])

  await killAndStart()
  const { stdout } = await mantl('quota', 'list', '--json')
  expect(JSON.parse(stdout).quota).toEqual([
    { role: 'dev', weight: 2, frameworks: 1, guarantees: {}, limits: { cpus: 1 }, consumed: { cpus: 0.1, mem: 32 } },
  ])
  const after = await startFramework(leader.address, before.id)
  expect(cpusOf((await after.offer()).resources)).toBe(0.9)

  expect(await mantl('quota', 'remove', 'dve')).toMatchObject({ status: 1, stderr: expect.stringContaining('dev?') })
  expect(await mantl('quota', 'remove', 'dev')).toMatchObject({ status: 0 })
  const more = await eventually('the rest is offered', async () => {
    const offered = after.events.flatMap(({ offers }) => offers?.offers ?? [])
    return offered.reduce((sum, { resources }) => sum + cpusOf(resources), 0) > 1 || undefined
  })
  expect(more).toBe(true)
  expect(await get('/quota')).toEqual({})
})

it('a reservation and a volume are still there after the leader was killed with -9', async () => {
  const { id } = await theAgent()
  const agent_id = { value: id }
  const reservations = [{ type: 'DYNAMIC', role: 'store', principal: 'ops' }]
  const disk = { name: 'disk', type: 'SCALAR', scalar: { value: 64 }, reservations }
  const volume = {
    ...disk,
    scalar: { value: 16 },
    disk: { persistence: { id: 'v1', principal: 'ops' }, volume: { container_path: 'data', mode: 'RW' } },
  }
  expect(await call('RESERVE_RESOURCES', { agent_id, resources: [disk] })).toEqual([202, ''])
  expect(await call('CREATE_VOLUMES', { agent_id, volumes: [volume] })).toEqual([202, ''])
  const [status, why] = await call('CREATE_VOLUMES', { agent_id, volumes: [volume] })
  expect([status, why]).toEqual([400, expect.stringContaining('v1')])
  const file = join(follower.folder, 'work/meta/resources/resources_and_operations.state')
  await eventually(
    'the agent has it on disk',
    () => (existsSync(file) && readFileSync(file).includes('v1')) || undefined,
  )

  await killAndStart()
  const agent = await theAgent()
  expect([agent.id, agent.reserved_resources.store.disk]).toEqual([id, 64])
  expect(JSON.stringify(agent.reserved_resources_full.store)).toContain('"id":"v1"')
  const framework = await startFramework(leader.address, undefined, 300, { roles: ['store'] })
  const offered = await framework.offer()
  expect(offered.resources?.some(({ disk: info }) => info?.persistence?.id === 'v1')).toBe(true)

  // What is offered comes back first; then all is as it was.
  expect(await call('DESTROY_VOLUMES', { agent_id, volumes: [volume] })).toEqual([202, ''])
  await eventually('the offer is rescinded', () => framework.events.find(({ type }) => type === 'RESCIND'))
  expect(await call('UNRESERVE_RESOURCES', { agent_id, resources: [disk] })).toEqual([202, ''])
  expect((await theAgent()).reserved_resources).toEqual({})
  const registry = await get('/registrar(1)/registry')
  expect(registry.slaves.slaves[0].info.id.value).toBe(id)
})
