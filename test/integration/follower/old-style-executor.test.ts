import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isAlive, isRoot, runTask, until } from './follower-process.ts'

const program = join(import.meta.dirname, '../../support/old-style-executor.ts')

describe('an executor that speaks libprocess', () => {
  let master: FakeMaster
  let follower: FollowerProcess

  beforeAll(async () => {
    master = await startFakeMaster()
    const isolation = isRoot ? 'cgroups/cpu,cgroups/mem' : 'posix/cpu,posix/mem'
    follower = new FollowerProcess(master, [
      `--isolation=${isolation}`,
      '--executor_reregistration_timeout=15secs',
      '--executor_reregistration_retry_interval=300ms',
    ])
    await follower.start()
  })
  afterAll(async () => {
    await until(() => follower.cgroupsLeft().length === 0, 'containers are cleaned up')
    await follower.kill('SIGKILL')
    await follower.leavesNothing()
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (executorId: string, id: string, variables: Readonly<Record<string, string>> = {}) => {
    const { task, ...message } = runTask(master.agentId, id, '', { data: 'cGF5bG9hZA==', mem: 256 })
    const { command: _, ...plain } = task
    const command = {
      value: `exec ${process.execPath} ${program}`,
      environment: { variables: Object.entries(variables).map(([name, value]) => ({ name, value })) },
    }
    const executor = { executor_id: { value: executorId }, framework_id: { value: 'F' }, command, name: 'Old' }
    return master.send('RunTaskMessage', { ...message, task: { ...plain, executor } })
  }
  const ids = (executorId: string) => ({ framework_id: { value: 'F' }, executor_id: { value: executorId } })
  const said = (executorId: string) =>
    follower
      .read(executorId, 'stdout')
      .split('\n')
      .filter(line => line !== '')

  it('registers, runs, is killed, passes messages on, and ends when told', async () => {
    await run('old', 'one')
    expect(await master.status('one', 'TASK_RUNNING')).toMatchObject({
      source: 'SOURCE_EXECUTOR',
      executor_id: { value: 'old' },
      message: 'data cGF5bG9hZA== from @0.0.0.0:0',
    })
    await run('old', 'two')
    await master.status('two', 'TASK_RUNNING')
    const message = { ...ids('old'), agent_id: { value: master.agentId }, data: 'aGk=' }
    await master.send('FrameworkToExecutorMessage', message)
    expect(await master.next('ExecutorToFrameworkMessage')).toMatchObject(message)
    await master.kill('one')
    expect(await master.status('one', 'TASK_KILLED')).toMatchObject({ message: 'asked' })
    await master.send('ShutdownExecutorMessage', ids('old'))
    expect(await master.next('ExitedExecutorMessage')).toMatchObject({ ...ids('old'), status: 0 })
    expect(await master.status('two', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED' })
    expect(said('old').filter(line => !line.startsWith('StatusUpdate'))).toEqual([
      'ExecutorRegisteredMessage',
      'RunTaskMessage',
      'RunTaskMessage',
      'FrameworkToExecutorMessage',
      'KillTaskMessage',
      'ShutdownExecutorMessage',
    ])
  })

  it('is asked to come back after a restart, twice where it was deaf, and its task lives on', async () => {
    await run('back', 'stays', { MUTE_AT_RESTART: '1' })
    const { container_status } = await master.status('stays', 'TASK_RUNNING')
    await until(() => said('back').includes('StatusUpdateAcknowledgementMessage'), 'its update is acknowledged')
    await follower.kill('SIGKILL')
    await follower.start()
    await until(() => said('back').includes('ExecutorReregisteredMessage'), 'it is back')
    expect(said('back').filter(line => line === 'ReconnectExecutorMessage').length).toBeGreaterThan(1)
    expect(isAlive(String(container_status.executor_pid))).toBe(true)
    await master.kill('stays')
    await master.status('stays', 'TASK_KILLED')
    expect(master.states('stays')).toEqual(['TASK_RUNNING', 'TASK_KILLED'])
    await master.send('ShutdownFrameworkMessage', { framework_id: { value: 'F' } })
  })
})
