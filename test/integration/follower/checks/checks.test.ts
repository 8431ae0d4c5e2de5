import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../../support/fake-master.ts'
import { freePort } from '../../../support/ports.ts'
import { anewOnSecondTry } from '../../../support/second-try.ts'
import { selfSigned } from '../../../support/self-signed.ts'
import { FollowerProcess, isRoot, runTask, type TaskOptions, until } from '../follower-process.ts'

const isolations = isRoot ? ['cgroups/cpu,cgroups/mem', 'posix/cpu,posix/mem'] : ['posix/cpu,posix/mem']

/** A server that answers 200 as long as there is a file `sick` in its sandbox, then 503. */
const server = (port: number, secure = false) => {
  const make = secure ? `require('https').createServer(${JSON.stringify(selfSigned)},` : "require('http').createServer("
  const answer =
    "(q, r) => r.writeHead(q.url === '/moved' ? 302 : require('fs').existsSync('sick') ? 503 : 200, { location: '/' }).end()"
  return {
    shell: false,
    value: process.execPath,
    arguments: ['node', '-e', `${make}${answer}).listen(${port}, '127.0.0.1')`],
  }
}
const often = { delay_seconds: 0, interval_seconds: 0.2, grace_period_seconds: 0, timeout_seconds: 30 }
const patient = { ...often, consecutive_failures: 1_000_000 }

describe.each(isolations)('checks under %s', isolation => {
  let master: FakeMaster
  let follower: FollowerProcess

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [
      `--isolation=${isolation}`,
      ...(isolation.startsWith('posix') ? ['--launcher=posix'] : []),
    ])
    await follower.start()
  })
  afterAll(async () => {
    const left = () => [
      ...follower.processesLeft().filter(line => !line.includes('mesos-agent')),
      ...follower.cgroupsLeft(),
    ]
    await until(
      () => left().length === 0,
      'all is gone',
      () => left().join('\n'),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (id: string, command: string, options: TaskOptions = {}) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, options))
  const statuses = (id: string): any[] => {
    const seen = new Set<string>()
    return master.received
      .filter(({ name, body }) => name === 'StatusUpdateMessage' && body.update.status.task_id.value === id)
      .map(({ body }) => body.update.status)
      .filter(({ uuid }) => !seen.has(uuid) && seen.add(uuid))
  }
  const told = async (id: string, fits: (status: any) => boolean) => {
    await until(
      () => statuses(id).some(fits),
      `a status of ${id}`,
      () => JSON.stringify(statuses(id), null, 1),
    )
    return statuses(id).find(fits)
  }
  const ended = (id: string, state = 'TASK_KILLED') => told(id, status => status.state === state)
  const sicken = (id: string) => writeFileSync(join(follower.sandbox(id), 'sick'), '')

  it.each([
    ['http', false],
    ['https', true],
  ])('a task is sound over %s, then ill, and then ended', async (scheme, secure) => {
    const port = await freePort()
    const http = { port, scheme, path: '/moved' }
    const health_check = { ...patient, type: 'HTTP', http }
    await run(scheme, '', { command: server(port, secure), health_check })
    await told(scheme, ({ healthy }) => healthy === true)
    sicken(scheme)
    const ill = await told(scheme, ({ healthy, message }) => healthy === false && message.includes('503'))
    expect(ill).toMatchObject({
      state: 'TASK_RUNNING',
      reason: 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED',
      message: 'Health check failed: the answer is 503',
    })
    const { frameworks } = await follower.get('/state')
    const task = frameworks[0].executors.flatMap((one: any) => one.tasks).find((one: any) => one.id === scheme)
    expect(task.statuses.at(-1)).toMatchObject({ state: 'TASK_RUNNING', healthy: false })
    await master.kill(scheme)
    await ended(scheme)
  })

  it('a task nobody can reach is ended after so many failures', async () => {
    const health_check = { ...often, type: 'TCP', tcp: { port: await freePort() }, consecutive_failures: 3 }
    await run('unreachable', 'sleep 1000', { health_check })
    const end = await ended('unreachable')
    expect(end).toMatchObject({ healthy: false, message: 'Command terminated with signal Terminated' })
    expect(
      statuses('unreachable').filter(({ healthy, state }) => healthy === false && state === 'TASK_RUNNING').length,
    ).toBe(3)
  })

  it('a command looks from where the task is, and says so in its stderr', async () => {
    const variables = [{ name: 'MINE', value: 'check' }]
    const value = 'echo "$MINE $OF $(id -un) $PWD"; test ! -e sick'
    const command = { value, environment: { variables } }
    await run('command', 'sleep 1000', {
      ...(isRoot ? { user: 'nobody' } : {}),
      command: { environment: { variables: [{ name: 'OF', value: 'task' }] } },
      health_check: { ...patient, type: 'COMMAND', command },
      check: { ...often, type: 'COMMAND', command: { command: { value: 'test ! -e sick || exit 7' } } },
    })
    await told('command', ({ healthy }) => healthy === true)
    await told('command', ({ check_status }) => check_status?.command?.exit_code === 0)
    expect(statuses('command')[0].check_status).toEqual({ type: 'COMMAND', command: {} })
    const who = isRoot ? 'nobody' : process.env.USER
    const folder = follower.workDir
    expect(follower.read('command', 'stderr')).toMatch(new RegExp(`^check task ${who} ${folder}/.*\n`))
    expect(follower.read('command', 'stdout')).toBe('')
    sicken('command')
    const ill = await told(
      'command',
      ({ check_status, healthy }) => healthy === false && check_status.command.exit_code === 7,
    )
    expect(ill.state).toBe('TASK_RUNNING')
    await master.kill('command')
    expect(await ended('command')).not.toHaveProperty('healthy')
  })

  it('a command that takes too long ends whole', async () => {
    const command = { value: 'sleep 4321 & echo $! >child; wait' }
    await run('slow', 'sleep 1000', { health_check: { ...patient, type: 'COMMAND', command, timeout_seconds: 1 } })
    await until(() => existsSync(join(follower.sandbox('slow'), 'child')), 'the command runs')
    const failures = () => statuses('slow').filter(({ healthy }) => healthy === false)
    const before = failures().length
    await until(() => failures().length >= before + 3, 'it fails again and again')
    expect(failures()[0].message).toBe('Health check failed: no result in 1 s')
    // The shell and its child of the one that may run now, none of those before.
    const sleeping = () => follower.processesLeft().filter(line => line.includes('sleep 4321'))
    await until(
      () => sleeping().length < 4,
      'those before have ended',
      () => sleeping().join('\n'),
    )
    await master.kill('slow')
    await ended('slow')
  })

  it('a pod’s tasks are looked at, each within its own container', async () => {
    const { framework, task } = runTask(master.agentId, 'sound', 'sleep 1000')
    const looking = (id: string, value: string, consecutive_failures: number) => ({
      ...task,
      name: id,
      task_id: { value: id },
      command: { value: 'sleep 1000', environment: { variables: [{ name: 'NAME', value: id }] } },
      health_check: { ...often, type: 'COMMAND', command: { value }, consecutive_failures },
    })
    const sick = join(follower.folder, 'sick')
    const tasks = [
      looking('sound', 'test "$NAME" = sound', 1),
      looking('ill', `test "$NAME" = ill && test ! -e ${sick}`, 1),
    ]
    const disk = { name: 'disk', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: 'dev' } }
    const executor = { type: 'DEFAULT', executor_id: { value: 'pod' }, framework_id: { value: 'F' } }
    await master.send('RunTaskGroupMessage', {
      framework,
      executor: { ...executor, resources: [...task.resources, disk] },
      task_group: { tasks },
    })
    for (const id of ['sound', 'ill']) await told(id, ({ healthy }) => healthy === true)
    writeFileSync(sick, '')
    expect(await ended('ill')).toMatchObject({ healthy: false })
    // A group lives and dies together.
    expect(await ended('sound')).not.toHaveProperty('healthy')
  })

  it('they go on after the follower was killed', async () => {
    const port = await freePort()
    await run('again', '', { command: server(port), check: { ...often, type: 'HTTP', http: { port } } })
    await told('again', ({ check_status }) => check_status?.http?.status_code === 200)
    await follower.acknowledged('again', 3)
    await follower.kill('SIGKILL')
    sicken('again')
    await follower.start()
    expect(await told('again', ({ check_status }) => check_status?.http?.status_code === 503)).toMatchObject({
      state: 'TASK_RUNNING',
      reason: 'REASON_TASK_CHECK_STATUS_UPDATED',
    })
    await master.kill('again')
    await ended('again')
  })
})
