import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'
import { operatorClient } from './operator-client.ts'

let master: FakeMaster
let follower: FollowerProcess
const { call, stream, input } = operatorClient(() => follower.port)
let count = 0
const recordio = { accept: 'application/recordio', 'message-accept': 'application/json' }
const newId = (parent = 'home') => ({ value: `s${++count}`, parent: { value: parent } })
const window_size = { rows: 20, columns: 70 }
const terminal = { type: 'MESOS', tty_info: { window_size } }

const session = (container_id: object, value: string, container?: object, headers = {}) =>
  stream(
    {
      type: 'LAUNCH_NESTED_CONTAINER_SESSION',
      launch_nested_container_session: { container_id, command: { value }, ...(container ? { container } : {}) },
    },
    headers,
  )
const statusOf = async (container_id: object) =>
  (await call({ type: 'WAIT_NESTED_CONTAINER', wait_nested_container: { container_id } })).body.wait_nested_container
    ?.exit_status
const attachOutput = (container_id: object) =>
  stream({ type: 'ATTACH_CONTAINER_OUTPUT', attach_container_output: { container_id } })
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${follower.child!.pid}/status`, 'utf8'))![1])

anewOnSecondTry(async () => void master.received.splice(0))
beforeAll(async () => {
  master = await startFakeMaster()
  const isolation = isRoot ? 'cgroups/cpu,cgroups/mem' : 'posix/cpu,posix/mem'
  follower = new FollowerProcess(master, [`--isolation=${isolation}`, '--http_heartbeat_interval=100ms'])
  await follower.start()
  const launch_container = { container_id: { value: 'home' }, command: { value: 'sleep 1000' } }
  expect((await call({ type: 'LAUNCH_CONTAINER', launch_container })).status).toBe(200)
})
afterAll(async () => {
  await call({ type: 'KILL_CONTAINER', kill_container: { container_id: { value: 'home' } } })
  await call({ type: 'WAIT_CONTAINER', wait_container: { container_id: { value: 'home' } } })
  await follower.leavesNothing()
  follower.removeCgroups()
  await follower.close()
  await master.close()
})

describe('a session', () => {
  it.each([
    [recordio, 'application/recordio', 'application/json'],
    [{ accept: 'application/json' }, 'application/json', undefined],
  ])('streams what its command says, with %j', async (headers, type, inner) => {
    const id = newId()
    const go = join(follower.folder, `go-${id.value}`)
    const command = `echo out; echo err >&2; until [ -e ${go} ]; do sleep 0.05; done; exit 2`
    const said = await session(id, command, undefined, headers)
    expect(said.status).toBe(200)
    expect(said.headers).toMatchObject({ 'content-type': type, 'transfer-encoding': 'chunked' })
    expect(said.headers['message-content-type']).toBe(inner)
    await until(() => said.records.some(({ type }) => type === 'CONTROL'), 'its heart beats')
    writeFileSync(go, '')
    await said.ended
    expect([said.output('STDOUT'), said.output('STDERR')]).toEqual(['out\n', 'err\n'])
    expect(said.records).toContainEqual({
      type: 'CONTROL',
      control: { type: 'HEARTBEAT', heartbeat: { interval: { nanoseconds: 100_000_000 } } },
    })
    expect(await statusOf(id)).toBe(2 << 8)
  })

  it('ends with the connection that asked for it', async () => {
    const id = newId()
    const said = await session(id, 'echo begun; sleep 1000')
    await until(() => said.output('STDOUT') === 'begun\n', 'it runs')
    said.close()
    expect(await statusOf(id)).toBe(9)
  })

  it('takes input until its end, however it is cut; one sender at a time', async () => {
    const id = newId()
    const said = await session(id, 'cat; echo done')
    const first = input(id)
    first.type('hello ')
    await until(() => said.output('STDOUT') === 'hello ', 'it is echoed')
    const second = input(id)
    expect((await second.answered).status).toBe(409)
    const record = JSON.stringify({
      type: 'ATTACH_CONTAINER_INPUT',
      attach_container_input: {
        type: 'PROCESS_IO',
        process_io: { type: 'DATA', data: { type: 'STDIN', data: Buffer.from('world').toString('base64') } },
      },
    })
    for (const byte of `${record.length}\n${record}`) first.raw(byte)
    first.type('')
    await said.ended
    expect(said.output('STDOUT')).toBe('hello worlddone\n')
    first.end()
    expect((await first.answered).status).toBe(200)
    expect(await statusOf(id)).toBe(0)
  })

  it('has a terminal where it asks for one, of the size that it is told', async () => {
    const id = newId()
    const said = await session(
      id,
      "tty; stty size; trap 'stty size; exit 3' WINCH; echo ready; while :; do sleep 0.05; done",
      terminal,
    )
    // the kernel tells of a size once: before there is a trap, that would be lost
    await until(() => said.output('STDOUT').includes('ready'), 'it tells its size, and listens')
    expect(said.output('STDOUT')).toMatch(/^\/dev\/pts\/\d+\r\n20 70\r\nready\r\n$/)
    const keys = input(id)
    await until(() => {
      keys.resize(33, 99)
      return said.output('STDOUT').includes('33 99')
    }, 'the new size')
    await said.ended
    keys.close()
    expect(await statusOf(id)).toBe(3 << 8)
  })

  it('is interrupted by Ctrl-C as in any terminal', async () => {
    const id = newId()
    const said = await session(id, 'echo ready; sleep 1000', terminal)
    await until(() => said.output('STDOUT').includes('ready'), 'it runs')
    input(id).type('\x03')
    await said.ended
    expect(await statusOf(id)).toBe(2)
  })
})

describe('attaching to output', () => {
  it('of an ordinary task shows what it says from then on, until it ends', async () => {
    const agent = master.agentId
    master.send(
      'RunTaskMessage',
      runTask(agent, 'talks', `while [ ! -e go ]; do sleep 0.05; done; echo one; echo two >&2`),
    )
    await until(() => master.states('talks').includes('TASK_RUNNING'), 'the task runs')
    const { executors } = (await follower.get('/state')).frameworks[0]
    const said = await attachOutput({ value: executors[0].container })
    expect(said.status).toBe(200)
    const again = await attachOutput({ value: executors[0].container })
    again.close()
    await call({
      type: 'LAUNCH_NESTED_CONTAINER',
      launch_nested_container: {
        container_id: newId(executors[0].container),
        command: { value: `touch ${executors[0].directory}/go` },
      },
    })
    await said.ended
    expect([said.output('STDOUT'), said.output('STDERR')]).toEqual(['one\n', 'two\n'])
  })

  it('of a terminal that a restart of ours came between goes on, and so does typing into it', async () => {
    const container_id = { value: 'shell', parent: { value: 'home' } }
    const launch_container = { container_id, command: { value: 'exec cat' }, container: terminal }
    expect((await call({ type: 'LAUNCH_CONTAINER', launch_container })).status).toBe(200)
    await follower.kill('SIGKILL')
    await follower.start()
    const said = await attachOutput(container_id)
    const keys = input(container_id)
    keys.type('hello\r')
    await until(() => said.output('STDOUT') === 'hello\r\nhello\r\n', 'it is echoed, and said again')
    keys.type('\x04')
    await said.ended
    expect(await statusOf(container_id)).toBe(0)
    keys.close()
  })
})

describe('bad input', () => {
  const io = { type: 'DATA', data: { type: 'STDIN', data: '' } }

  it.each([
    ['no record', 'garbage\n', 'does not begin with its length'],
    ['half a record', '100\n{"type"', 'ends within a record'],
    ['a record that is no JSON', '3\nabc', 'parse body into JSON'],
    ['an endless record', `${'9'.repeat(15)}\n`, 'is over'],
    ['another call', JSON.stringify({ type: 'GET_HEALTH' }), 'attach_container_input'],
    ['output', JSON.stringify(wrap({ ...io, data: { type: 'STDOUT', data: '' } })), "to be 'STDIN'"],
    [
      'a size without numbers',
      JSON.stringify(wrap({ type: 'CONTROL', control: { type: 'TTY_INFO', tty_info: {} } })),
      'window_size',
    ],
  ])('%s is refused, and the session goes on', async (_, bytes, text) => {
    const id = newId()
    const said = await session(id, 'cat')
    const keys = input(id)
    keys.raw(bytes.startsWith('{') ? `${bytes.length}\n${bytes}` : bytes)
    if (/^\d+\n/.test(bytes)) keys.end()
    const answer = await keys.answered.catch(() => undefined)
    if (answer) expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(text)])
    const next = input(id)
    next.type('still here\n')
    next.type('')
    await said.ended
    expect(said.output('STDOUT')).toBe('still here\n')
  })

  it.each([
    [{ type: 'GET_HEALTH' }, { accept: 'application/recordio' }, 406],
    [
      {
        type: 'ATTACH_CONTAINER_INPUT',
        attach_container_input: { type: 'CONTAINER_ID', container_id: { value: 'home' } },
      },
      {},
      415,
    ],
    [{ type: 'ATTACH_CONTAINER_OUTPUT', attach_container_output: { container_id: { value: 'none' } } }, {}, 404],
    [
      { type: 'LAUNCH_NESTED_CONTAINER_SESSION', launch_nested_container_session: { container_id: { value: 'x' } } },
      {},
      400,
    ],
  ])('%j with %j: %i', async (body, headers, status) => expect((await call(body, headers)).status).toBe(status))

  it('a container that cannot be talked to says so', async () => {
    const answer = await input({ value: 'home' }).answered
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('neither a terminal nor a session')])
  })

  it('a program that never reads, and a reader that never does, cost no memory', async () => {
    const deaf = newId()
    const said = await session(deaf, 'sleep 1000')
    const keys = input(deaf)
    const before = memory()
    const record = JSON.stringify(wrap({ type: 'DATA', data: { type: 'STDIN', data: 'A'.repeat(64 * 1024) } }))
    for (let sent = 0; sent < 256; sent++) keys.raw(`${record.length}\n${record}`)
    const loud = newId()
    const flood = await fetchUnread(loud)
    await until(async () => (await call({ type: 'GET_HEALTH' })).status === 200, 'it answers')
    const health = await Promise.all(Array.from({ length: 50 }, () => call({ type: 'GET_HEALTH' })))
    expect(health.every(({ status }) => status === 200)).toBe(true)
    expect(memory() - before).toBeLessThan(100 * 1024)
    flood.destroy()
    said.close()
    keys.close()
    expect(await statusOf(loud)).toBe(9)
  })
})

function wrap(process_io: object) {
  return { type: 'ATTACH_CONTAINER_INPUT', attach_container_input: { type: 'PROCESS_IO', process_io } }
}

/** A session that says a gigabyte to somebody who reads nothing of it. */
const fetchUnread = async (container_id: object) => {
  const { connect } = await import('node:net')
  const body = JSON.stringify({
    type: 'LAUNCH_NESTED_CONTAINER_SESSION',
    launch_nested_container_session: { container_id, command: { value: 'head -c 1000000000 /dev/zero; sleep 1000' } },
  })
  const socket = connect(follower.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  socket.write(
    `POST /api/v1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  const key = `${(container_id as any).parent.value}.${(container_id as any).value}`
  const record = join(follower.workDir, 'meta/containers', `${key}.json`)
  await until(() => {
    try {
      return readFileSync(record, 'utf8').length > 0
    } catch {
      return false
    }
  }, 'the session is launched')
  return socket
}
