import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'

let master: FakeMaster
let follower: FollowerProcess
let outside: string

beforeAll(async () => {
  master = await startFakeMaster()
  follower = new FollowerProcess(master, [
    '--isolation=posix/cpu,posix/mem',
    '--gc_delay=1secs',
    '--disk_watch_interval=100ms',
  ])
  outside = join(follower.folder, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'data'), 'precious')
  for (const root of ['slaves', 'meta/slaves']) {
    const old = join(follower.workDir, root, 'OLD-S7')
    mkdirSync(join(old, 'frameworks/F/executors/e/runs/c'), { recursive: true })
    for (const folder of [join(old, 'frameworks/F/executors/e/runs/c'), old]) utimesSync(folder, 1_000, 1_000)
  }
  await follower.start()
})
afterAll(async () => {
  await follower.close()
  await master.close()
  follower.removeCgroups()
})

const states = (id: string) => master.states(id)
const run = async (id: string, command: string) => {
  await master.send('RunTaskMessage', runTask(master.agentId, id, command))
  await until(
    () => states(id).includes('TASK_RUNNING'),
    `${id} runs`,
    () => follower.log,
  )
}
const metric = async (name: string): Promise<number> =>
  (await follower.get('/metrics/snapshot'))[`gc/path_removals_${name}`]
const gone = (...folders: string[]) =>
  until(
    () => folders.every(folder => !existsSync(folder)),
    `${folders} are gone`,
    () => follower.log,
  )
const executors = (root = '') => join(follower.workDir, root, 'slaves', master.agentId, 'frameworks/F/executors')

describe('what nobody needs any more', () => {
  it('of agents that we were before goes', async () => {
    await gone(join(follower.workDir, 'slaves/OLD-S7'), join(follower.workDir, 'meta/slaves/OLD-S7'))
  })

  it('of a task goes, however it is made, and nothing that it points to', async () => {
    const hostile = [
      `ln -s ${outside} link`,
      'ln -s / root',
      'mkdir -p locked/inner && touch locked/inner/file && chmod 000 locked/inner locked',
      'd=deep; for i in $(seq 60); do mkdir $d; d=$d/deep; done',
      "touch -- '-rf' ' space' \"$(printf 'line\\nfeed')\"",
      'mkfifo pipe',
    ]
    await run('hostile', `${hostile.join('; ')}; sleep 1000`)
    const sandbox = follower.sandbox('hostile')
    await until(() => existsSync(join(sandbox, 'pipe')), 'all is made')
    expect(await metric('failed')).toBe(0)
    await master.kill('hostile', 0)
    await gone(join(executors(), 'hostile'), join(executors('meta'), 'hostile'))
    expect(readdirSync(outside)).toEqual(['data'])
    expect(await metric('failed')).toBe(0)
    expect(await metric('succeeded')).toBeGreaterThanOrEqual(2)
  })

  it.runIf(isRoot)('never goes through what is mounted there: it is unmounted before', async () => {
    await run('mounted', 'mkdir here; sleep 1000')
    const place = join(follower.sandbox('mounted'), 'here')
    await until(() => existsSync(place), 'the folder is there')
    execFileSync('mount', ['--bind', outside, place])
    await master.kill('mounted', 0)
    await gone(join(executors(), 'mounted'))
    expect(readFileSync(join(outside, 'data'), 'utf8')).toBe('precious')
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(`${follower.folder}/`)
  })

  it.runIf(isRoot)('stays while something mounted there is in use', async () => {
    await run('busy', 'mkdir here; touch here/not; sleep 1000')
    const place = join(follower.sandbox('busy'), 'here')
    await until(() => existsSync(join(place, 'not')), 'the folder is there')
    execFileSync('mount', ['--bind', outside, place])
    const user = spawn('sleep', ['1000'], { cwd: place })
    try {
      await master.kill('busy', 0)
      await until(
        async () => (await metric('failed')) > 0,
        'it was tried',
        () => follower.log,
      )
      expect(readFileSync(join(place, 'data'), 'utf8')).toBe('precious')
      expect(await metric('pending')).toBeGreaterThanOrEqual(1)
    } finally {
      user.kill('SIGKILL')
    }
    await gone(join(executors(), 'busy'))
    expect(readFileSync(join(outside, 'data'), 'utf8')).toBe('precious')
  })
})
