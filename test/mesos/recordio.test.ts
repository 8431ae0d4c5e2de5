import { describe, expect, it } from 'vitest'
import { createRecordDecoder, encodeRecord } from '../../src/mesos/recordio.ts'

const records = ['hello', '', '{"type":"HEARTBEAT"}', 'ä\n5\n', 'x'.repeat(1000)]
const stream = Buffer.concat(records.map(encodeRecord))

describe('records', () => {
  it('are framed by their length in bytes', () => {
    expect(encodeRecord('ä\n').toString()).toBe('3\nä\n')
    expect(encodeRecord(new Uint8Array([1, 2])).toString('latin1')).toBe('2\n\x01\x02')
  })

  it.each([1, 2, 3, 7, 64, 10_000])('come back from pieces of %d bytes', size => {
    const decoder = createRecordDecoder()
    const found: string[] = []
    for (let at = 0; at < stream.length; at += size) {
      found.push(...decoder.push(stream.subarray(at, at + size)).map(record => record.toString()))
    }
    expect(found).toEqual(records)
    expect(decoder.atBoundary).toBe(true)
  })

  it.each(['3', '3\nab'])('%j is not yet whole', text => {
    const decoder = createRecordDecoder()
    expect(decoder.push(Buffer.from(text))).toEqual([])
    expect(decoder.atBoundary).toBe(false)
  })

  it.each(['x\n', '-1\nab', '\n', ' 3\nabc', '3 \nabc', '1'.repeat(21), '101\n', '18446744073709551615\n', '1e3\n'])(
    '%j is refused',
    text =>
      expect(() => createRecordDecoder(100).push(Buffer.from(text))).toThrow(
        expect.objectContaining({ code: 'recordio.malformed' }),
      ),
  )
})
