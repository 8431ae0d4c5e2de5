import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libprocessMessages } from '../../../src/mesos/libprocess/messages.ts'
import { type Daemon, eventually, newLab } from '../master/daemons.ts'
import { startFramework } from '../master/framework.ts'
import { isWell, memoryOf, message, post, raw } from './raw.ts'

const lab = newLab()
const daemons: Record<'leader' | 'follower', Daemon> = {} as never
const processes = { leader: 'master', follower: 'slave(1)' } as const
const both = ['leader', 'follower'] as const

beforeAll(async () => {
  daemons.leader = await lab.leader()
  daemons.follower = await lab.agent(daemons.leader.address)
  await goodExchange()
})
afterAll(() => lab.end())

let launched = 0

/** A framework subscribes, is offered the follower, and runs a task to its end: both daemons do their work. */
const goodExchange = async () => {
  await isWell(daemons.leader)
  await isWell(daemons.follower)
  const framework = await startFramework(daemons.leader.address)
  try {
    const id = `good-${++launched}`
    await framework.launch(await ours(framework), id, 'exit 0')
    await framework.status(id, ({ state }) => state === 'TASK_FINISHED')
    await framework.call({ type: 'TEARDOWN' })
  } finally {
    framework.close()
  }
}

/** An offer of the real follower: a forged registration may have brought another agent. */
const ours = (framework: Awaited<ReturnType<typeof startFramework>>) =>
  eventually('the follower is offered', async () => {
    const offer = await framework.offer()
    return offer.url?.address.port === daemons.follower.port ? offer : undefined
  })

const complaints = (daemon: Daemon) =>
  daemon
    .log()
    .split('\n')
    .filter(line => line.includes('"WARNING"') || line.includes('"ERROR"')).length

const filler = Buffer.alloc(64 * 1024, 'x')
function* gigabyte(first: string, piece = filler) {
  yield first
  for (let sent = 0; sent < 2 ** 30; sent += piece.length) yield piece
}

describe.each(both)('the %s', who => {
  it.each<[string, Iterable<string | Buffer>, RegExp, number?]>([
    ['garbage', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'], /^HTTP\/1\.1 400 /],
    ['a header of 1 GB', gigabyte('GET /state HTTP/1.1\r\nX: '), /^(HTTP\/1\.1 431 |$)/],
    ['a path of 1 GB', gigabyte('GET /'), /^(HTTP\/1\.1 (431|414) |$)/],
    [
      'a call of 1 GB',
      gigabyte('POST /api/v1 HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n"'),
      /^(HTTP\/1\.1 (413|400) |$)/,
    ],
    [
      'half a call',
      ['POST /api/v1 HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"type'],
      /^$/,
      2000, // nobody answers half a call
    ],
  ])('gets %s, says no, keeps its memory and runs on', async (_name, pieces, answer, quietMs) => {
    const before = memoryOf(daemons[who])
    expect(await raw(daemons[who].port, pieces, quietMs)).toMatch(answer)
    expect(memoryOf(daemons[who]) - before).toBeLessThan(150)
    await goodExchange()
  })

  it.each([
    ['deep lists', '['.repeat(200_000)],
    ['deep objects', '{"type":'.repeat(200_000)],
    ['closed deep objects', `${'{"subscribe":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['a deep container', `{"type":"KILL_CONTAINER","kill_container":{"container_id":${deepContainer(20_000)}}}`],
    ['a list of a million', `{"type":"GET_HEALTH","x":[${'1,'.repeat(1_000_000)}1]}`],
    [
      'numbers beyond numbers',
      `{"type":"GET_METRICS","get_metrics":{"timeout":{"nanoseconds":${'9'.repeat(100_000)}}}}`,
    ],
    ['a prototype', '{"type":"GET_HEALTH","__proto__":{"type":"x"},"constructor":{"prototype":{"polluted":1}}}'],
    ['no object', 'null'],
    ['bytes that are no text', '{"type":"\ud800"}'],
  ])('answers a call of %s', async (_name, body) => {
    for (const path of who === 'leader' ? ['/api/v1', '/api/v1/scheduler'] : ['/api/v1', '/api/v1/executor']) {
      const { status } = await post(daemons[who], path, body)
      expect([200, 400, 404, 413, 501], path).toContain(status)
    }
    await goodExchange()
  })

  it.each<[string, Buffer]>([
    ['a length beyond the end', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a length beyond 64 bits', Buffer.from([0x0a, ...Array(10).fill(0xff), 1])],
    ['nested groups', Buffer.alloc(100_000, 0x0b)],
    ['nested messages', nested(50_000)],
    ['nothing but zeros', Buffer.alloc(10_000)],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255))],
  ])('answers a protobuf call of %s', async (_name, body) => {
    const type = { 'Content-Type': 'application/x-protobuf' }
    for (const path of who === 'leader' ? ['/api/v1', '/api/v1/scheduler'] : ['/api/v1', '/api/v1/executor']) {
      const { status } = await post(daemons[who], path, body, type)
      expect([400], path).toContain(status)
    }
    await goodExchange()
  })

  it('drops each libprocess message that is garbage or lacks its fields, with a log line', async () => {
    const before = complaints(daemons[who])
    const bodies = [
      Buffer.alloc(0),
      Buffer.from([0x08]),
      Buffer.from([0x08, 0x01, 0x12]),
      Buffer.from('not protobuf at all'),
      Buffer.from([0x0a, 0x02, 0x0a, 0x00]),
      nested(10_000),
    ]
    for (const name of [...libprocessMessages.keys(), 'mesos.internal.NoSuchMessage']) {
      for (const body of bodies) {
        await message(daemons[who], processes[who], name, body, 'stranger@127.0.0.1:1')
      }
    }
    expect(complaints(daemons[who])).toBeGreaterThan(before)
    await goodExchange()
  })

  it.each([
    'nonsense',
    '@',
    'slave(1)@',
    'slave(1)@999.1.1.1:1',
    'slave(1)@127.0.0.1:99999',
    `${'x'.repeat(8000)}@127.0.0.1:1`,
    'slave(1)@[::1]:5051',
    '\u00e9@127.0.0.1:1',
  ])('drops messages from %j', async from => {
    for (const name of ['RegisterSlaveMessage', 'PingSlaveMessage', 'RunTaskMessage', 'ShutdownMessage']) {
      await message(daemons[who], processes[who], `mesos.internal.${name}`, Buffer.from([0x08, 0x01]), from)
    }
    await goodExchange()
  })

  it('serves while a thousand connections are open and silent', async () => {
    const silent = await Promise.all(Array.from({ length: 1000 }, () => open(daemons[who].port)))
    try {
      await goodExchange()
      expect(memoryOf(daemons[who])).toBeLessThan(600)
    } finally {
      for (const socket of silent) socket.destroy()
    }
    await goodExchange()
  })
})

describe('forged', () => {
  it('a shutdown that does not come from its leader does not stop a follower, nor its tasks', async () => {
    const framework = await startFramework(daemons.leader.address)
    try {
      await framework.launch(await ours(framework), 'stays', 'sleep 1000')
      const running = await framework.status('stays', ({ state }) => state === 'TASK_RUNNING')
      const { address } = daemons.follower
      const strangers = ['master@127.0.0.1:1', 'stranger@127.0.0.1:1', `stranger@${address}`]
      for (const from of strangers) {
        const forge = (to: Daemon, process: string, name: string, id?: string) =>
          message(to, process, `mesos.internal.${name}`, id === undefined ? Buffer.alloc(0) : framed(id), from)
        await forge(daemons.follower, 'slave(1)', 'ShutdownMessage')
        await forge(daemons.follower, 'slave(1)', 'ShutdownFrameworkMessage', framework.id)
        await forge(daemons.leader, 'master', 'UnregisterSlaveMessage', running.agent_id!.value)
        await forge(daemons.leader, 'master', 'UnregisterFrameworkMessage', framework.id)
      }
      await sleep(500)
      framework.forget()
      await framework.call({ type: 'RECONCILE', reconcile: { tasks: [{ task_id: { value: 'stays' } }] } })
      const now = await framework.status('stays', () => true)
      expect(now.state).toBe('TASK_RUNNING')
      expect(daemons.follower.exitCode()).toBeUndefined()
      await framework.call({ type: 'TEARDOWN' })
    } finally {
      framework.close()
    }
  })
})

/** A message whose first field is an id. */
const framed = (id: string) => Buffer.concat([Buffer.from([0x0a, id.length + 2, 0x0a, id.length]), Buffer.from(id)])

const open = (port: number) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject)
  })

function deepContainer(depth: number): string {
  return `${'{"value":"c","parent":'.repeat(depth)}{"value":"c"}${'}'.repeat(depth)}`
}

/** Field 1 in field 1 in field 1 … */
function nested(depth: number): Buffer {
  const pieces: Buffer[] = []
  for (let length = 0, level = 0; level < depth; level++) {
    const head = Buffer.from([0x0a, ...varint(length)])
    pieces.push(head)
    length += head.length
  }
  return Buffer.concat(pieces.reverse())
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}
