import { appendFileSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isAlive, isRoot, until } from './follower-process.ts'
import { taskGroup } from './task-group.ts'

const isolations = isRoot ? ['cgroups/cpu,cgroups/mem', 'posix/cpu,posix/mem'] : ['posix/cpu,posix/mem']

describe.each(isolations)('pods, with --isolation=%s', isolation => {
  let master: FakeMaster
  let follower: FollowerProcess

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [`--isolation=${isolation}`])
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

  const run = (pod: string, commands: Readonly<Record<string, string>>) =>
    master.send('RunTaskGroupMessage', taskGroup(master.agentId, pod, commands))
  const exited = (pod: string) =>
    master.next('ExitedExecutorMessage', ({ executor_id }) => executor_id.value === pod) as Promise<{ status: number }>
  const recorded = async (pod: string, task: string, count: number) => {
    const file = join(
      follower.workDir,
      'meta/slaves/latest/frameworks/F/executors',
      pod,
      'runs/latest/tasks',
      task,
      'task.updates',
    )
    await until(() => existsSync(file) && recordsIn(readFileSync(file)) >= count, `${task} is acknowledged`)
  }

  it('tasks run side by side, each in a sandbox of its own, and the pod ends with the last', async () => {
    await run('pair', { one: 'echo hello; env; sleep 0.2', two: 'echo there' })
    const [one, two] = [await master.status('one', 'TASK_FINISHED'), await master.status('two', 'TASK_FINISHED')]
    expect(one).toMatchObject({ source: 'SOURCE_EXECUTOR', message: 'Command exited with status 0' })
    expect(master.states('one')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED'])
    const { parent, value } = one.container_status.container_id
    expect(two.container_status.container_id.parent).toEqual(parent)
    expect(await exited('pair')).toMatchObject({ status: 0 })
    const sandbox = follower.sandbox('pair')
    const said = readFileSync(join(sandbox, 'containers', value, 'stdout'), 'utf8')
    expect(said).toContain('hello\n')
    expect(said).toContain('MESOS_CONTAINER_IP=127.0.0.1\n')
    expect(said).toContain('MESOS_ALLOCATION_ROLE=dev\n')
    expect(said).not.toContain('SECRET_OF_THE_AGENT')
    expect(readlinkSync(join(sandbox, 'tasks/one'))).toMatch(new RegExp(`/containers/${value}$`))
    expect(readFileSync(join(sandbox, 'tasks/two/stdout'), 'utf8')).toBe('there\n')
  })

  it('what a task leaves behind ends with it, while its neighbour goes on', async () => {
    const [lost, kept] = [`sleep 4242.${process.pid}`, `sleep 2424.${process.pid}`]
    const leaves = `(setsid sh -c "${lost} & wait" &); setsid ${lost} & until grep -q ^sleep /proc/$!/comm; do :; done`
    await run('messy', { leaves: `${leaves}; cat /proc/$!/comm`, stays: kept })
    await Promise.all([master.status('leaves', 'TASK_FINISHED'), master.status('stays', 'TASK_RUNNING')])
    expect(readFileSync(join(follower.sandbox('messy'), 'tasks/leaves/stdout'), 'utf8')).toMatch(/^sleep/)
    expect(runningAs(lost)).toEqual([])
    await until(() => runningAs(kept).length === 1, 'its neighbour runs')
    await master.kill('stays')
    await master.status('stays', 'TASK_KILLED')
    expect(await exited('messy')).toMatchObject({ status: 0 })
  })

  it('a task that fails ends its group; a group beside it goes on', async () => {
    await run('mixed', { stays: 'sleep 1000' })
    await master.status('stays', 'TASK_RUNNING')
    await run('mixed', { fails: 'sleep 0.1; exit 3', falls: 'sleep 1000' })
    expect(await master.status('fails', 'TASK_FAILED')).toMatchObject({ message: 'Command exited with status 3' })
    await master.status('falls', 'TASK_KILLED')
    expect(master.states('stays').at(-1)).toBe('TASK_RUNNING')
    await master.kill('stays')
    await master.status('stays', 'TASK_KILLED')
    expect(await exited('mixed')).toMatchObject({ status: 0 })
  })

  it('a restart finds the tasks of a pod, tells of those that ended meanwhile, and loses none', async () => {
    const gate = join(follower.folder, 'gate')
    await run('long', { waits: `while [ ! -e ${gate} ]; do sleep 0.05; done`, lives: 'sleep 1000' })
    const waiting = String((await master.status('waits', 'TASK_RUNNING')).container_status.executor_pid)
    const living = String((await master.status('lives', 'TASK_RUNNING')).container_status.executor_pid)
    await Promise.all([recorded('long', 'waits', 4), recorded('long', 'lives', 4)])
    await follower.kill('SIGKILL')
    writeFileSync(gate, '')
    await until(() => !isAlive(waiting), 'it has ended')
    await follower.start()
    await master.status('waits', 'TASK_FINISHED')
    expect(isAlive(living)).toBe(true)
    expect(master.states('lives')).toEqual(['TASK_STARTING', 'TASK_RUNNING'])
    await master.kill('lives')
    await master.status('lives', 'TASK_KILLED')
    expect(await exited('long')).toMatchObject({ status: 0 })
    expect(master.states('waits')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED'])
  })

  it('a restart with --strict=false leaves out a task whose record is damaged, and nothing beside it', async () => {
    await run('hurt', { bad: 'sleep 1000', good: 'sleep 1000' })
    const bad = String((await master.status('bad', 'TASK_RUNNING')).container_status.executor_pid)
    const good = String((await master.status('good', 'TASK_RUNNING')).container_status.executor_pid)
    await Promise.all([recorded('hurt', 'bad', 4), recorded('hurt', 'good', 4)])
    await follower.kill('SIGKILL')
    const records = join(follower.workDir, 'meta/slaves/latest/frameworks/F/executors/hurt/runs/latest/tasks')
    const info = readFileSync(join(records, 'bad/task.info'))
    writeFileSync(join(records, 'bad/task.info'), info.fill(0xff, 4))
    // A whole record that is garbage, behind those that are not.
    appendFileSync(join(records, 'good/task.updates'), Buffer.from([3, 0, 0, 0, 0xff, 0xff, 0xff]))
    await follower.start(['--strict=false'])
    await until(() => !isAlive(bad), 'what nobody knows is ended')
    expect(isAlive(good)).toBe(true)
    expect(follower.log).toMatch(/bad\/task.info can't be read: task bad of executor hurt is left out/)
    expect(follower.log).toMatch(/good\/task.updates can't be read: the task's updates end before what is damaged/)
    const { tasks } = master.received.findLast(({ name }) => name === 'ReregisterSlaveMessage')!.body
    expect(tasks.map(({ task_id, state }: any) => [task_id.value, state])).toEqual([['good', 'TASK_RUNNING']])
    expect((await follower.get('/metrics/snapshot'))['slave/recovery_errors']).toBe(2)
    await master.kill('good')
    await master.status('good', 'TASK_KILLED')
    expect(await exited('hurt')).toMatchObject({ status: 0 })
    expect(master.states('bad')).toEqual(['TASK_STARTING', 'TASK_RUNNING'])
  })

  it('that is shut down ends with all that runs in it', async () => {
    await run('shut', { x: 'trap "" TERM; sleep 1000 & wait; sleep 1000', y: 'sleep 1000' })
    await Promise.all([master.status('x', 'TASK_RUNNING'), master.status('y', 'TASK_RUNNING')])
    await master.send('ShutdownExecutorMessage', { framework_id: { value: 'F' }, executor_id: { value: 'shut' } })
    await Promise.all([master.status('x', 'TASK_KILLED'), master.status('y', 'TASK_KILLED')])
    expect(await exited('shut')).toMatchObject({ status: 0 })
  })

  it('whose own process is killed takes its tasks with it', async () => {
    await run('victim', { v: 'sleep 1000' })
    const { parent } = (await master.status('v', 'TASK_RUNNING')).container_status.container_id
    const { executor_pid } = (await follower.get('/containers')).find(
      ({ container_id }: { container_id: string }) => container_id === parent.value,
    ).status
    process.kill(executor_pid, 'SIGKILL')
    expect(await master.status('v', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED' })
    expect(await exited('victim')).toMatchObject({ status: 9 })
  })
})

/** Ids of processes whose command is just this. */
const runningAs = (command: string): readonly string[] =>
  readdirSync('/proc').filter(name => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() === command && isAlive(name)
    } catch {
      return false
    }
  })

/** How many there are, each behind its length. */
const recordsIn = (bytes: Buffer): number => {
  let count = 0
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt32LE(at)) count += 1
  return count
}
