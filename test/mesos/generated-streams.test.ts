import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frame } from '../../src/mesos/libprocess/frame.ts'
import { decodeMessage, readEnvelope } from '../../src/mesos/libprocess/incoming.ts'
import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { readRequest } from '../../src/mesos/libprocess/read-request.ts'
import { createRecordDecoder, encodeRecord } from '../../src/mesos/recordio.ts'
import { bytes, damaged, fuzzed, holds, orRefused, pieces } from '../support/fuzz.ts'

const cuts = fc.array(fc.nat(), { maxLength: 8 })
const LIMIT = 4096

describe(`RecordIO ${fuzzed}`, () => {
  it('gives the same records however it is cut', () => {
    holds(fc.tuple(fc.array(bytes(50), { maxLength: 6 }), cuts), 300, ([records, where]) => {
      const decoder = createRecordDecoder(LIMIT)
      const read = pieces(Buffer.concat(records.map(encodeRecord)), where).flatMap(piece => decoder.push(piece))
      expect(read).toEqual(records)
      expect(decoder.atBoundary).toBe(true)
    })
  })

  it('refuses what is none, and never more than its limit comes out', () => {
    const whole = fc.array(bytes(60), { maxLength: 4 }).map(records => Buffer.concat(records.map(encodeRecord)))
    holds(fc.tuple(fc.oneof(bytes(200), damaged(whole)), cuts), 500, ([given, where]) => {
      const decoder = createRecordDecoder(LIMIT)
      orRefused(() => {
        for (const piece of pieces(given, where))
          for (const record of decoder.push(piece)) expect(record.length).toBeLessThanOrEqual(LIMIT)
      })
    })
  })
})

const names = [...libprocessMessages.keys(), 'mesos.internal.Nothing', '../x']
const request = fc
  .tuple(fc.constantFrom('master', 'slave(1)', 'slave-observer(3)'), fc.constantFrom(...names), bytes(80))
  .map(([to, name, body]) => frame('slave(1)@10.0.0.2:5051', to, '10.0.0.1:5050', name, body))

/** All that is read of the bytes: where each request ends, or what it is instead. */
const readAll = (given: Buffer): (number | string)[] => {
  const found: (number | string)[] = []
  for (let at = 0; at < given.length; ) {
    const reading = readRequest(given, at, LIMIT)
    if (reading.kind !== 'message') return [...found, reading.kind]
    expect(reading.end).toBeGreaterThan(at)
    expect(reading.end).toBeLessThanOrEqual(given.length)
    expect(reading.body.length).toBeLessThanOrEqual(LIMIT)
    const { url, headers } = reading.head
    const envelope = readEnvelope(url, headers)
    if ('name' in envelope) orRefused(() => decodeMessage(envelope.name, reading.body))
    found.push(reading.end)
    at = reading.end
  }
  return found
}

describe(`libprocess requests ${fuzzed}`, () => {
  it('are read one after another', () => {
    holds(fc.array(request, { maxLength: 5 }), 200, requests => {
      const ends = requests.map((_, i) => requests.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0))
      expect(readAll(Buffer.concat(requests))).toEqual(ends)
    })
  })

  it('a beginning of one is never taken for a whole one, nor for something else', () => {
    holds(fc.tuple(request, fc.nat()), 400, ([whole, cut]) => {
      const part = whole.subarray(0, cut % whole.length)
      if (part.length > 0) expect(readAll(part)).toEqual(['partial'])
    })
  })

  it('damaged ones are read, refused or left to others', () => {
    const several = fc.array(request, { minLength: 1, maxLength: 3 }).map(requests => Buffer.concat(requests))
    holds(fc.oneof(bytes(300), damaged(several)), 1000, given => void readAll(given))
  })
})
