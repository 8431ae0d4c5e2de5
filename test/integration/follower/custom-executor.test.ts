import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isAlive, isRoot, until } from './follower-process.ts'
import { smallExecutor } from './small-executor.ts'

describe('a custom executor over the v1 API', () => {
  let master: FakeMaster
  let follower: FollowerProcess

  beforeEach(async () => {
    master = await startFakeMaster()
    const isolation = isRoot ? 'cgroups/cpu,cgroups/mem' : 'posix/cpu,posix/mem'
    follower = new FollowerProcess(master, [`--isolation=${isolation}`, '--executor_reregistration_timeout=15secs'])
    await follower.start()
    writeFileSync(join(follower.folder, 'executor.cjs'), smallExecutor)
  })
  afterEach(async () => {
    await until(
      () => follower.cgroupsLeft().length === 0,
      'containers are cleaned up',
      () => follower.log,
    )
    await follower.kill('SIGKILL')
    await until(
      () => follower.processesLeft().filter(line => isAlive(line.split(' ')[0]!)).length === 0,
      'all is gone',
      () => follower.processesLeft().join('\n'),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const resources = (mem: number) => [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: 'dev' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: mem }, allocation_info: { role: 'dev' } },
  ]
  const run = (id: string, command = `exec ${process.execPath} ${join(follower.folder, 'executor.cjs')}`) =>
    master.send('RunTaskMessage', {
      framework: {
        user: 'root',
        name: 'test',
        id: { value: 'F' },
        checkpoint: true,
        roles: ['dev'],
        capabilities: [{ type: 'MULTI_ROLE' }],
      },
      pid: '@0.0.0.0:0',
      task: {
        name: id,
        task_id: { value: id },
        agent_id: { value: master.agentId },
        resources: resources(128),
        data: 'cGF5bG9hZA==',
        executor: {
          type: 'CUSTOM',
          executor_id: { value: 'ex' },
          framework_id: { value: 'F' },
          resources: resources(256),
          name: 'Ex',
          command: { value: command, environment: { variables: [{ name: 'FOO', value: 'bar' }] } },
        },
      },
    })
  const ids = () => ({ framework_id: { value: 'F' }, executor_id: { value: 'ex' } })
  const said = () => readFileSync(join(follower.sandbox('ex'), 'stdout'), 'utf8')

  it('is started, gets its tasks, updates, messages and kills, and ends when told', async () => {
    await run('one')
    expect(await master.status('one', 'TASK_RUNNING')).toMatchObject({
      source: 'SOURCE_EXECUTOR',
      executor_id: { value: 'ex' },
      data: 'cGF5bG9hZA==',
    })
    await run('two')
    await master.status('two', 'TASK_RUNNING')
    await master.send('FrameworkToExecutorMessage', { ...ids(), agent_id: { value: master.agentId }, data: 'aGk=' })
    expect(await master.next('ExecutorToFrameworkMessage')).toMatchObject({ data: 'aGk=' })
    await master.kill('one')
    expect(await master.status('one', 'TASK_KILLED')).toMatchObject({ message: 'asked' })
    const { frameworks } = await follower.get('/state')
    expect(frameworks[0].executors[0]).toMatchObject({ id: 'ex', name: 'Ex', type: 'CUSTOM' })
    await master.send('ShutdownExecutorMessage', ids())
    expect(await master.next('ExitedExecutorMessage')).toMatchObject({ ...ids(), status: 0 })
    expect(await master.status('two', 'TASK_FAILED')).toMatchObject({
      reason: 'REASON_EXECUTOR_TERMINATED',
      source: 'SOURCE_AGENT',
    })
    expect(
      said()
        .split('\n')
        .filter(line => line !== '' && line !== 'ACKNOWLEDGED'),
    ).toEqual(['SUBSCRIBED', 'LAUNCH', 'LAUNCH', 'MESSAGE', 'KILL', 'SHUTDOWN'])
  })

  it('comes back after the follower was away', async () => {
    await run('stays')
    await master.status('stays', 'TASK_RUNNING')
    await until(() => said().includes('ACKNOWLEDGED'), 'its update is acknowledged')
    await follower.kill('SIGKILL')
    await follower.start()
    await until(() => said().split('SUBSCRIBED').length === 3, 'it subscribes again')
    await master.kill('stays')
    await master.status('stays', 'TASK_KILLED')
    expect(master.states('stays')).toEqual(['TASK_RUNNING', 'TASK_KILLED'])
    await master.send('ShutdownFrameworkMessage', { framework_id: { value: 'F' } })
  })

  it('that never subscribes is ended, and its tasks fail with the reason', async () => {
    await follower.kill('SIGKILL')
    await follower.start(['--executor_registration_timeout=700ms'])
    await run('mute', 'sleep 1000')
    expect(await master.status('mute', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT' })
  })

  it('proves who it is by its token, where that is asked for; nobody else gets in', async () => {
    const key = join(follower.folder, 'key')
    writeFileSync(key, 'a secret', { mode: 0o600 })
    await follower.kill('SIGKILL')
    await follower.start(['--authenticate_http_executors', `--jwt_secret_key=${key}`])
    await run('one')
    expect(await master.status('one', 'TASK_RUNNING')).toMatchObject({ source: 'SOURCE_EXECUTOR' })
    const body = JSON.stringify({ ...ids(), type: 'SUBSCRIBE', subscribe: {} })
    const answer = await fetch(`http://127.0.0.1:${follower.port}/api/v1/executor`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="mesos-agent-executor"',
    ])
    await master.send('ShutdownExecutorMessage', ids())
    expect(await master.next('ExitedExecutorMessage')).toMatchObject({ ...ids(), status: 0 })
  })

  it('that dies takes its tasks with it', async () => {
    await run('orphan', `exec ${process.execPath} -e 'process.exit(3)'`)
    expect(await master.status('orphan', 'TASK_FAILED')).toMatchObject({
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: 'Executor exited with status 3',
    })
    expect(await master.next('ExitedExecutorMessage')).toMatchObject({ status: 768 })
  })
})
