import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readRecords } from '../../../../src/daemons/follower/http/operator/record-reader.ts'
import { encodeRecord } from '../../../../src/mesos/recordio.ts'

const three = Buffer.concat(['one', '', 'three'].map(encodeRecord))
/** A body that comes in pieces of so many bytes. */
const inPieces = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size)),
  )
const all = async (body: Readable): Promise<string[]> => {
  const reader = readRecords(body)
  const found: string[] = []
  for (;;) {
    const next = await reader.next()
    if (next.kind !== 'record') return [...found, next.kind === 'end' ? 'end' : next.why]
    found.push(next.record.toString())
  }
}

describe('the records of a body', () => {
  it.each([1, 2, 3, 7, 1000])('come one at a time however it is cut: pieces of %i bytes', async size => {
    expect(await all(inPieces(three, size))).toEqual(['one', '', 'three', 'end'])
  })
  it('are none where it is empty', async () => {
    expect(await all(Readable.from([]))).toEqual(['end'])
  })
  it.each([
    [
      'cut within a record',
      three.subarray(0, -1),
      ['one', '', expect.stringContaining('the body ends within a record')],
    ],
    ['cut within a length', Buffer.from('3\none1'), ['one', expect.stringContaining('ends within')]],
    ['no length', Buffer.from('hello\n'), [expect.stringContaining('does not begin with its length')]],
    ['a length that never ends', Buffer.alloc(50, '9'), [expect.stringContaining('Failed to read a record')]],
    ['a record over 4 MiB', Buffer.from('4194305\n'), [expect.stringContaining('is over 4194304')]],
  ])('%s is told, and ends them', async (_, bytes, expected) => {
    expect(await all(inPieces(bytes as Buffer, 8))).toEqual(expected)
  })
  it('end with the word of a connection that breaks', async () => {
    const body = new PassThrough()
    const reader = readRecords(body)
    body.write(encodeRecord('first'))
    expect(await reader.next()).toMatchObject({ kind: 'record' })
    body.destroy(new Error('cut off'))
    expect(await reader.next()).toEqual({ kind: 'malformed', why: 'Failed to read a record: cut off' })
  })
  it('are not read before they are asked for', async () => {
    let pulled = 0
    const body = Readable.from(
      (function* () {
        for (; pulled < 1_000; pulled++) yield encodeRecord(Buffer.alloc(64 * 1024))
      })(),
      { highWaterMark: 1 },
    )
    await readRecords(body).next()
    expect(pulled).toBeLessThan(10)
  })
})
