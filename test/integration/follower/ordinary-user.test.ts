import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'

const nobody = 65534
const as = isRoot ? { uid: nobody, gid: nobody } : {}
const name = isRoot ? 'nobody' : userInfo().username

describe('a follower of an ordinary user', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [])
    mkdirSync(follower.workDir)
    chmodSync(follower.folder, 0o755)
    if (isRoot) for (const path of [follower.folder, follower.workDir]) chownSync(path, nobody, nobody)
  })
  afterAll(async () => {
    await follower.close()
    await master.close()
  })
  const run = (id: string, command: string, user: string) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, { user }))

  it('is told which isolator needs root', async () => {
    const child = await follower.spawn(['--isolation=cgroups/cpu'], as)
    await until(() => child.exitCode !== null, 'it ends')
    expect(child.exitCode).toBe(64)
    expect(follower.log).toContain("'cgroups/cpu' can't be used: it needs root")
  })
  it('runs its own tasks, and says no to those of others', async () => {
    await follower.start([], as)
    await run('mine', 'id -un', name)
    await master.status('mine', 'TASK_FINISHED')
    expect(follower.read('mine', 'stdout')).toBe(`${name}\n`)
    expect(statSync(follower.sandbox('mine')).mode & 0o777).toBe(0o750)
    await run('theirs', 'true', 'somebody-else')
    expect((await master.status('theirs', 'TASK_FAILED')).message).toBe(
      `the agent runs as ${name} and can't run a task as somebody-else`,
    )
  })
  it('finds its tasks again', async () => {
    await run('stays', 'sleep 1000', name)
    await master.status('stays', 'TASK_RUNNING')
    await follower.acknowledged('stays')
    await follower.kill('SIGKILL')
    await follower.start([], as)
    await master.kill('stays')
    expect(await master.status('stays', 'TASK_KILLED')).toMatchObject({
      message: 'Command terminated with signal Terminated',
    })
    await until(() => !follower.processesLeft().some(line => line.includes('sleep')), 'its process is gone')
  })
})

describe('what is wrong is said at start, all at once', () => {
  it.each([
    [['--nonsense'], ['--nonsense']],
    [['--image_providers=DOCKER', '--containerizers=docker'], ['image_providers']],
    [
      ['--containerizers=docker,mesos', '--recover=maybe'],
      ["--containerizers: 'docker,mesos'", "--recover: 'maybe'"],
    ],
    [['--attributes=rack:{a,b}'], ['--attributes: attribute rack cannot be a set']],
    [['--isolation=gpu/nvidia,posix/cpu'], ["'gpu/nvidia'"]],
    [['--launcher=windows'], ["--launcher: 'windows'"]],
  ])('%j', async (flags, says) => {
    const follower = new FollowerProcess({ address: '127.0.0.1:1', received: [] } as never, flags)
    const child = await follower.spawn()
    await until(() => child.exitCode !== null, 'it ends')
    expect(child.exitCode).toBe(64)
    for (const text of says) expect(follower.log).toContain(text)
    await follower.close()
  })
})
