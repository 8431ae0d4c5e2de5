import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isAlive, isRoot, runTask, type TaskOptions, until } from './follower-process.ts'

const isolation = isRoot ? 'cgroups/cpu,cgroups/mem' : 'posix/cpu,posix/mem'

describe('a follower that comes back', () => {
  let master: FakeMaster
  let follower: FollowerProcess

  beforeEach(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [`--isolation=${isolation}`])
    await follower.start()
  })
  afterEach(async () => {
    await follower.kill('SIGKILL')
    await follower.leavesNothing()
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (id: string, command: string, options: TaskOptions = {}) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, options))
  const registeredAgain = () => master.received.findLast(({ name }) => name === 'ReregisterSlaveMessage')!.body

  it('finds its running tasks, and tells of those that ended meanwhile', async () => {
    await run('runs', 'sleep 1000')
    const gate = join(follower.folder, 'gate')
    await run('ends', `while [ ! -e ${gate} ]; do sleep 0.05; done; exit 4`)
    const { container_status } = await master.status('runs', 'TASK_RUNNING')
    const ending = String((await master.status('ends', 'TASK_RUNNING')).container_status.executor_pid)
    await Promise.all([follower.acknowledged('runs'), follower.acknowledged('ends')])
    await follower.kill('SIGKILL')
    writeFileSync(gate, '')
    await until(() => !isAlive(ending), 'it has ended')
    await follower.start()
    expect(await master.status('ends', 'TASK_FAILED')).toMatchObject({ message: 'Command exited with status 4' })
    expect(isAlive(String(container_status.executor_pid))).toBe(true)
    expect(registeredAgain().tasks.map((task: any) => [task.task_id.value, task.state])).toContainEqual([
      'runs',
      'TASK_RUNNING',
    ])
    expect(registeredAgain().agent.id.value).toBe(master.agentId)
    await master.kill('runs', 0)
    await master.status('runs', 'TASK_KILLED')
    expect(master.states('runs')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLED'])
    expect(master.states('ends')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FAILED'])
  })

  it('sends again what nobody acknowledged, under the same uuid', async () => {
    master.acknowledges = false
    await run('quiet', 'sleep 1000')
    const { uuid } = await master.status('quiet', 'TASK_STARTING')
    const latest = 'meta/slaves/latest/frameworks/F/executors/quiet/runs/latest'
    await until(() => existsSync(join(follower.workDir, latest, 'pids/forked.pid')), 'its process is known')
    await follower.kill('SIGKILL')
    const before = master.received.length
    master.acknowledges = true
    await follower.start()
    await master.status('quiet', 'TASK_RUNNING')
    const again = master.received.slice(before).find(({ name }) => name === 'StatusUpdateMessage')!.body.update.status
    expect(again).toMatchObject({ state: 'TASK_STARTING', uuid })
    await master.kill('quiet', 0)
    await master.status('quiet', 'TASK_KILLED')
  })

  it('is killed at any moment of many launches and loses none', async () => {
    for (let id = 0; id < 12; id++) void run(`many${id}`, 'sleep 0.2; exit 0').catch(() => {})
    await new Promise(resolve => setTimeout(resolve, 60))
    await follower.kill('SIGKILL')
    await follower.start()
    const known = () =>
      new Set(
        master.received
          .filter(({ name }) => name === 'StatusUpdateMessage')
          .map(({ body }) => body.update.status.task_id.value),
      )
    const ended = (id: string) => /FINISHED|FAILED/.test(master.states(id).at(-1) ?? '')
    await until(
      () => [...known()].every(ended),
      'every task that was heard of ends',
      () => [...known()].map(id => `${id} ${master.states(id)}`).join('\n'),
    )
    for (const id of known()) expect(master.states(id).filter(state => /FINISHED|FAILED/.test(state))).toHaveLength(1)
  })

  it('copes with half a record, and keeps what is whole', async () => {
    await run('half', 'sleep 1000')
    await master.status('half', 'TASK_RUNNING')
    await follower.acknowledged('half')
    await follower.kill('SIGKILL')
    const runs = join(follower.workDir, 'meta/slaves', master.agentId, 'frameworks/F/executors/half/runs')
    const [containerId] = readdirSync(runs).filter(name => name !== 'latest')
    const task = join(runs, containerId!, 'tasks/half')
    appendFileSync(join(task, 'task.updates'), Buffer.from([200, 0, 0, 0, 1, 2, 3]))
    writeFileSync(join(task, 'task.launch'), Buffer.from([9]))
    await follower.start()
    expect(registeredAgain().tasks[0].state).toBe('TASK_RUNNING')
    await master.kill('half', 0)
    await master.status('half', 'TASK_KILLED')
  })

  it('knows a reboot: what ran then is over', async () => {
    await run('before', 'sleep 1000')
    await master.status('before', 'TASK_RUNNING')
    await follower.acknowledged('before')
    await follower.kill('SIGKILL')
    writeFileSync(join(follower.workDir, 'meta/boot_id'), '00000000-0000-0000-0000-000000000000')
    await follower.start()
    await master.status('before', 'TASK_FAILED')
    expect(registeredAgain().agent.id.value).toBe(master.agentId)
  })

  it('kills what belongs to frameworks that do not checkpoint', async () => {
    await run('loose', 'sleep 1000', { checkpoint: false })
    const { container_status } = await master.status('loose', 'TASK_RUNNING')
    await follower.kill('SIGKILL')
    await follower.start()
    await until(() => !isAlive(String(container_status.executor_pid)), 'the orphan is gone')
  })

  it('refuses to come back as another, and says what to do', async () => {
    await run('stays', 'sleep 1000')
    await master.status('stays', 'TASK_RUNNING')
    await follower.kill('SIGKILL')
    follower.log = ''
    const child = await follower.spawn(['--attributes=rack:r2'])
    await until(() => child.exitCode !== null, 'it ends')
    expect(child.exitCode).toBe(1)
    expect(follower.log).toContain('attribute rack:r2 is new')
    expect(follower.log).toContain('--reconfiguration_policy')
    await follower.start(['--attributes=rack:r2', '--reconfiguration_policy=additive'])
    await master.kill('stays', 0)
    await master.status('stays', 'TASK_KILLED')
  })

  it('ends for good when the leader says so, and comes back as a new agent', async () => {
    await run('doomed', 'sleep 1000')
    await master.status('doomed', 'TASK_RUNNING')
    await master.send('ShutdownMessage', { message: 'Agent has been marked gone' })
    await until(() => follower.child!.exitCode !== null, 'it ends')
    expect(existsSync(join(follower.workDir, 'meta/slaves/latest'))).toBe(false)
    master.agentId = master.agentId.replace(/0$/, '1')
    await follower.start()
    expect(master.received.filter(({ name }) => name === 'RegisterSlaveMessage').at(-1)!.body.agent.id).toBeUndefined()
  })

  it('--recover=cleanup: what ran ends, and so does it; the next start is that of a new agent', async () => {
    await run('cleaned', "trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.1; done")
    const { container_status } = await master.status('cleaned', 'TASK_RUNNING')
    await until(() => follower.read('cleaned', 'stdout') !== '', 'it minds the signal')
    await follower.acknowledged('cleaned')
    await follower.kill('SIGKILL')
    const child = await follower.spawn(['--recover=cleanup'])
    await until(
      () => child.exitCode !== null,
      'it ends',
      () => follower.log,
    )
    expect(child.exitCode).toBe(0)
    expect(isAlive(String(container_status.executor_pid))).toBe(false)
    expect(follower.read('cleaned', 'stdout')).toContain('bye')
    expect(existsSync(join(follower.workDir, 'meta/slaves/latest'))).toBe(false)
    expect(master.states('cleaned')).toEqual(['TASK_STARTING', 'TASK_RUNNING'])
    master.agentId = master.agentId.replace(/0$/, '1')
    await follower.start()
    expect(master.received.filter(({ name }) => name === 'RegisterSlaveMessage').at(-1)!.body.agent.id).toBeUndefined()
  })

  it('needs no sandbox of what runs, nor of what ended', async () => {
    const gate = join(follower.folder, 'gate')
    await run('runs', 'sleep 1000')
    await run('ends', `while [ ! -e ${gate} ]; do sleep 0.05; done; exit 4`)
    await master.status('runs', 'TASK_RUNNING')
    const ending = String((await master.status('ends', 'TASK_RUNNING')).container_status.executor_pid)
    await Promise.all([follower.acknowledged('runs'), follower.acknowledged('ends')])
    await follower.kill('SIGKILL')
    rmSync(join(follower.workDir, 'slaves'), { recursive: true })
    writeFileSync(gate, '')
    await until(() => !isAlive(ending), 'it has ended')
    await follower.start()
    expect(await master.status('ends', 'TASK_FAILED')).toMatchObject({ message: 'Command exited with status 4' })
    await master.kill('runs', 0)
    await master.status('runs', 'TASK_KILLED')
  })

  it('finds a leader that was away', async () => {
    const port = Number(master.address.split(':')[1])
    await run('survives', 'sleep 1000')
    await master.status('survives', 'TASK_RUNNING')
    const { agentId } = master
    await master.close()
    await new Promise(resolve => setTimeout(resolve, 300))
    master = await startFakeMaster(port)
    master.agentId = agentId
    const { tasks } = await master.next('ReregisterSlaveMessage')
    expect(tasks[0]).toMatchObject({ task_id: { value: 'survives' }, state: 'TASK_RUNNING' })
    await master.next('UpdateSlaveMessage')
    await master.kill('survives', 0)
    await master.status('survives', 'TASK_KILLED')
  })

  it('writes what Mesos writes, where Mesos does', async () => {
    await run('layout', 'sleep 1000')
    await master.status('layout', 'TASK_RUNNING')
    const meta = join(follower.workDir, 'meta/slaves/latest/frameworks/F')
    const latest = join(meta, 'executors/layout/runs/latest')
    for (const path of [
      join(follower.workDir, 'meta/boot_id'),
      join(follower.workDir, 'meta/slaves/latest/slave.info'),
      join(meta, 'framework.info'),
      join(meta, 'framework.pid'),
      join(meta, 'executors/layout/executor.info'),
      join(meta, 'executors/layout/executor_generated_for_command_task'),
      join(latest, 'pids/forked.pid'),
      join(latest, 'tasks/layout/task.info'),
      join(latest, 'tasks/layout/task.updates'),
      join(follower.workDir, 'slaves/latest/frameworks/F/executors/layout/runs/latest/stdout'),
    ]) {
      expect(existsSync(path), path).toBe(true)
    }
    expect(readFileSync(join(meta, 'framework.pid'), 'utf8')).toBe('@0.0.0.0:0')
    await master.kill('layout', 0)
    await master.status('layout', 'TASK_KILLED')
    await until(() => existsSync(join(latest, 'executor.sentinel')), 'the end is marked')
  })
})
