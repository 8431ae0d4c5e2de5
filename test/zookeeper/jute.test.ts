import { describe, expect, test } from 'vitest'
import { digestId } from '../../src/zookeeper/digest.ts'
import { frameReader } from '../../src/zookeeper/frames.ts'
import { juteReader } from '../../src/zookeeper/jute/reader.ts'
import { connectFrame, readConnectResponse } from '../../src/zookeeper/jute/records.ts'
import { juteWriter } from '../../src/zookeeper/jute/writer.ts'
import { decodeAnswer, operations } from '../../src/zookeeper/operations.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const malformed = expect.objectContaining({ code: 'zookeeper.malformed' })

describe('jute', () => {
  test('has the bytes of the protocol', () => {
    const written = juteWriter(1)
      .int(-2)
      .long(258n)
      .bool(true)
      .string('é')
      .buffer(undefined)
      .vector(['a'], () => {})
    expect(written.frame()).toEqual(hex('0000001b fffffffe 0000000000000102 01 00000002c3a9 ffffffff 00000001'))
  })

  test('what was written can be read', () => {
    const from = juteReader(juteWriter(1).int(7).long(-1n).bool(false).string('').buffer(Buffer.from('x')).bytes())
    expect([from.int(), from.long(), from.bool(), from.string(), from.buffer(), from.left()]).toEqual([
      7,
      -1n,
      false,
      '',
      Buffer.from('x'),
      0,
    ])
  })

  test.each([
    ['an int cut off', '000000', (from: ReturnType<typeof juteReader>) => from.int()],
    ['a long cut off', '00000000', (from: ReturnType<typeof juteReader>) => from.long()],
    ['a buffer longer than the packet', '00000005 aa', (from: ReturnType<typeof juteReader>) => from.buffer()],
    ['a buffer of negative length', 'fffffffe', (from: ReturnType<typeof juteReader>) => from.buffer()],
    [
      'a list of two thousand million',
      '7fffffff',
      (from: ReturnType<typeof juteReader>) => from.vector(() => from.int()),
    ],
    ['a list of negative length', 'fffffffe', (from: ReturnType<typeof juteReader>) => from.vector(() => from.int())],
  ])('%s is refused', (_what, bytes, read) => expect(() => read(juteReader(hex(bytes)))).toThrow(malformed))

  test('the connect request and its answer', () => {
    const frame = connectFrame({ lastZxid: 1n, timeoutMs: 10_000, sessionId: 2n, password: Buffer.from('pw') })
    expect(frame).toEqual(hex('0000001f 00000000 0000000000000001 00002710 0000000000000002 00000002 7077 00'))
    const answer = hex('00000000 00002710 0000000000000003 00000002 7077')
    expect(readConnectResponse(juteReader(answer))).toEqual({
      timeoutMs: 10_000,
      sessionId: 3n,
      password: Buffer.from('pw'),
    })
  })

  test("an access list's digest", () => expect(digestId('super', 'admin')).toBe('super:xQJmxLMiHGwaqBvst5y6rkB6HQs='))
})

describe('frames', () => {
  const stream = Buffer.concat([hex('00000002 aabb'), hex('00000000'), hex('00000003 010203')])
  const frames = [hex('aabb'), hex(''), hex('010203')]

  test.each([1, 2, 3, 5, 7, 100])('come out whole from chunks of %i bytes', size => {
    const read = frameReader()
    const out: Buffer[] = []
    for (let at = 0; at < stream.length; at += size) out.push(...read(stream.subarray(at, at + size)))
    expect(out).toEqual(frames)
  })

  test.each(['ffffffff', '00400001', '7fffffff', '48545450'])('a length of %s is refused', length =>
    expect(() => frameReader()(hex(length))).toThrow(malformed),
  )
})

describe('a transaction', () => {
  const parts = [
    { op: 'check', path: '/e', version: -1 },
    { op: 'create', path: '/a', data: Buffer.alloc(0), acl: [] },
  ] as const
  const end = 'ffffffff 01 ffffffff'

  test('is asked for part by part', () =>
    expect(operations.multi([parts[0]]).body).toEqual(hex(`0000000d 00 ffffffff 00000002 2f65 ffffffff ${end}`)))

  test.each([
    [
      'the first part',
      'ffffffff 00 ffffff9b ffffff9b ffffffff 00 fffffffe fffffffe',
      'zookeeper.no_node',
      'part 1, check /e',
    ],
    [
      'the last part',
      'ffffffff 00 00000000 00000000 ffffffff 00 ffffff92 ffffff92',
      'zookeeper.node_exists',
      'part 2, create /a',
    ],
  ])('that failed names %s', (_which, answer, code, message) =>
    expect(() => decodeAnswer(operations.multi(parts), hex(`${answer} ${end}`))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    ),
  )

  test('that happened says nothing', () =>
    expect(
      decodeAnswer(operations.multi(parts), hex(`0000000d 00 00000000 00000001 00 00000000 00000002 2f61 ${end}`)),
    ).toBeUndefined())

  test('whose answer is cut off is refused', () =>
    expect(() => decodeAnswer(operations.multi(parts), hex('0000000d 00 00000000'))).toThrow(malformed))
})

describe('several nodes at once', () => {
  const end = 'ffffffff 01 ffffffff'
  const stat = '00'.repeat(68)
  const get = operations.getMany(['/a', '/b'])

  test('are asked for', () =>
    expect(operations.getMany(['/a']).body).toEqual(hex(`00000004 00 ffffffff 00000002 2f61 00 ${end}`)))

  test('come in order, absent ones too', () =>
    expect(
      decodeAnswer(get, hex(`ffffffff 00 ffffff9b ffffff9b 00000004 00 00000000 00000001 78 ${stat} ${end}`)),
    ).toEqual([undefined, Buffer.from('x')]))

  test('or not, where one is refused', () =>
    expect(() => decodeAnswer(get, hex(`ffffffff 00 ffffff9a ffffff9a ${end}`))).toThrow(
      expect.objectContaining({ code: 'zookeeper.no_auth' }),
    ))
})
