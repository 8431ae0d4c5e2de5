import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { leaksOf } from '../../support/leaks.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isRoot, runTask, type TaskOptions, until } from './follower-process.ts'
import { operatorClient } from './operator-client.ts'

/** What one who may run tasks, and is nobody on the machine, tries against the follower and his neighbours. */
describe.runIf(isRoot)('a hostile tenant', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  const { call, stream } = operatorClient(() => follower.port)
  const at = (name: string) => join(follower.folder, name)

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, ['--isolation=cgroups/cpu,cgroups/mem'])
    await follower.start()
    mkdirSync(at('outside'), { mode: 0o777 })
    writeFileSync(at('secret'), 'precious\n', { mode: 0o600 })
  })
  afterAll(async () => {
    await until(() => follower.cgroupsLeft().length === 0, 'containers are cleaned up')
    expect([follower.child!.exitCode, readdirSync(at('outside'))]).toEqual([null, []])
    await follower.kill('SIGKILL')
    await until(
      () => leaksOf(follower).length === 0,
      'nothing is left',
      () => leaksOf(follower).join('\n'),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (id: string, command: string, options: TaskOptions = {}) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, { user: 'nobody', ...options }))
  const told = async (id: string, wanted: (state: string) => boolean) =>
    (
      await master.next(
        'StatusUpdateMessage',
        ({ update: { status: one } }) => one.task_id.value === id && wanted(one.state),
      )
    ).update.status
  const ended = (id: string) => told(id, state => !['TASK_STARTING', 'TASK_RUNNING'].includes(state))
  /** The container of a task that has done what it wanted to, and stays. */
  const prepared = async (id: string, command: string) => {
    await run(id, `${command}; touch ready; sleep 1000`)
    const status = await told(id, state => state === 'TASK_RUNNING')
    await until(() => existsSync(join(follower.sandbox(id), 'ready')), `${id} is ready`)
    const container_id = status.container_status.container_id as { value: string }
    return { container_id, sandbox: follower.sandbox(id).replace(/latest$/, container_id.value) }
  }
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${follower.child!.pid}/status`, 'utf8'))![1])

  it('learns nothing by links, pipes and devices in his sandbox, whoever reads there', async () => {
    const link = (to: string, name: string) => `ln -s ${to} ${name}`
    const { container_id, sandbox } = await prepared(
      'files',
      [
        link(at('secret'), 'link'),
        link(`/proc/${follower.child!.pid}/environ`, 'environ'),
        link(follower.folder, 'folder'),
        link('/dev/zero', 'zero'),
        'mkfifo pipe',
        `rm stdout; ${link(at('secret'), 'stdout')}`,
      ].join('; '),
    )
    const read = (path: string) => call({ type: 'READ_FILE', read_file: { path: `${sandbox}/${path}`, offset: 0 } })
    const list = (path: string) => call({ type: 'LIST_FILES', list_files: { path: `${sandbox}/${path}` } })
    const up = '../'.repeat(20)
    for (const path of [
      'link',
      'environ',
      'folder',
      'folder/secret',
      'zero',
      'stdout',
      `${up}${at('secret')}`,
      'a\0b',
    ]) {
      expect([path, (await read(path)).status, (await list(path)).status]).toEqual([path, 404, 404])
    }
    expect((await read('pipe')).body.read_file).toEqual({ size: 0, data: '' })
    const said = await stream({ type: 'ATTACH_CONTAINER_OUTPUT', attach_container_output: { container_id } })
    expect(said.status).toBe(200)
    await master.kill('files', 0)
    await said.ended
    expect(said.output('STDOUT')).toBe('')
  })

  it('costs no memory by an output of ten gigabytes', async () => {
    const before = memory()
    const { sandbox } = await prepared('hog', 'truncate -s 10G stdout; echo end')
    const read = async (offset: number, length?: number) =>
      (
        await call({
          type: 'READ_FILE',
          read_file: { path: `${sandbox}/stdout`, offset, ...(length ? { length } : {}) },
        })
      ).body.read_file
    expect(await read(10 * 1024 ** 3, 100)).toMatchObject({ data: Buffer.from('end\n').toString('base64') })
    expect((await read(0, 2 ** 40)).data.length).toBeLessThan(100_000)
    expect((await read(0)).data.length).toBeLessThan(100_000)
    expect(memory() - before).toBeLessThan(300_000)
    await master.kill('hog', 0)
    await ended('hog')
  })

  it('gets no file that he may not read as an URI, and none beside his sandbox', async () => {
    const uri = async (id: string, one: object, command = 'true') => {
      await run(id, command, { command: { uris: [one] } })
      return ended(id)
    }
    for (const [n, value] of ['/etc/shadow', at('secret'), `file://${at('secret')}`, '/dev/zero'].entries()) {
      expect(await uri(`reads${n}`, { value })).toMatchObject({
        state: 'TASK_FAILED',
        reason: 'REASON_CONTAINER_LAUNCH_FAILED',
      })
    }
    for (const [n, output_file] of ['../x', at('outside/x'), 'a/../../x', '..', 'x\0y', '.'].entries()) {
      const status = await uri(`writes${n}`, { value: '/etc/hostname', output_file })
      expect(status.message).toContain('Failed to fetch all URIs')
    }
    await uri('environ', { value: '/proc/self/environ', output_file: 'environ' }, 'cat environ')
    expect(follower.read('environ', 'stdout')).not.toContain('SECRET_OF_THE_AGENT')
  })

  it('leads nobody out of his sandbox by a link where containers within his have theirs', async () => {
    const { container_id: parent } = await prepared('swap', `ln -s ${at('outside')} containers`)
    const launch_container = {
      container_id: { value: 'n', parent },
      command: { value: 'touch here', user: 'root', uris: [{ value: '/etc/hostname' }] },
    }
    expect((await call({ type: 'LAUNCH_CONTAINER', launch_container })).status).toBe(400)
    expect(readdirSync(at('outside'))).toEqual([])
    await master.kill('swap', 0)
    await ended('swap')
  })

  it('can’t end, or keep from noting his end, what watches over him; root among tasks harms himself alone', async () => {
    await run('aims', 'kill -9 $PPID; kill -STOP $PPID; exit 4')
    expect(await ended('aims')).toMatchObject({ state: 'TASK_FAILED', message: 'Command exited with status 4' })
    await run('kills', 'kill -9 $PPID; sleep 1000', { user: 'root' })
    await run('stops', 'kill -STOP $PPID; exit 3', { user: 'root' })
    for (const id of ['kills', 'stops']) {
      expect(await ended(id)).toMatchObject({ state: 'TASK_FAILED', message: 'How the command ended is lost' })
    }
  })

  it('is an honest failure with commands, users and variables that no system takes', async () => {
    const { container_id: parent } = await prepared('home', 'true')
    const many = Array.from({ length: 40_000 }, () => 'argument of a program')
    const odd: readonly (readonly [object, number])[] = [
      [{ shell: false, value: 'echo', arguments: ['echo', 'a\0b'] }, 400],
      [{ value: 'echo \0' }, 400],
      ...['no\nbody', '--help', '0', '../root', 'x'.repeat(100_000)].map(user => [{ value: 'x', user }, 400] as const),
      [{ shell: false, value: '' }, 126],
      [{ value: 'e'.repeat(300_000) }, 400],
      [{ shell: false, value: 'true', arguments: many.concat(many) }, 400],
      [{ value: 'true', environment: { variables: [{ name: 'A', value: 'y'.repeat(3_000_000) }] } }, 400],
      [{ value: 'exit 7', environment: { variables: [{ name: "a';exit 9;'", value: "';exit 9;'" }] } }, 7],
    ]
    for (const [n, [command, expected]] of odd.entries()) {
      const container_id = { value: `odd${n}`, parent }
      const launch_nested_container_session = { container_id, command }
      const said = await stream({ type: 'LAUNCH_NESTED_CONTAINER_SESSION', launch_nested_container_session })
      await said.ended
      const wait = () => call({ type: 'WAIT_NESTED_CONTAINER', wait_nested_container: { container_id } })
      const found = said.status === 200 ? (await wait()).body.wait_nested_container.exit_status >> 8 : said.status
      expect([JSON.stringify(command).slice(0, 60), found]).toEqual([JSON.stringify(command).slice(0, 60), expected])
    }
    await master.kill('home', 0)
    await ended('home')
  })

  it('gets no signal through that is none, and no amount that is none', async () => {
    const container_id = { value: 'alone' }
    await call({ type: 'LAUNCH_CONTAINER', launch_container: { container_id, command: { value: 'sleep 1000' } } })
    for (const signal of [-1, 0, 65, 999, 2 ** 31 - 1]) {
      expect((await call({ type: 'KILL_CONTAINER', kill_container: { container_id, signal } })).status).toBeLessThan(
        500,
      )
    }
    expect((await fetch(`http://127.0.0.1:${follower.port}/health`)).status).toBe(200)
    await call({ type: 'KILL_CONTAINER', kill_container: { container_id } })
    const { body } = await call({ type: 'WAIT_CONTAINER', wait_container: { container_id } })
    expect(body.wait_container.exit_status).toBe(9)
    for (const [n, value] of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300].entries()) {
      const message = runTask(master.agentId, `amount${n}`, 'true', { user: 'nobody' })
      const resources = [{ name: 'mem', type: 'SCALAR', scalar: { value }, allocation_info: { role: 'dev' } }]
      await master.send('RunTaskMessage', { ...message, task: { ...message.task, resources } })
      expect(await ended(`amount${n}`)).toMatchObject({ state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID' })
    }
  })
})
