import * as fs from 'node:fs'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stepRunner } from '../../../../src/daemons/follower/disk/step-runner.ts'
import { allowedPart } from '../../../../src/daemons/follower/perform/collect-garbage.ts'
import { ownFiles } from '../../../../src/daemons/follower/recovery/files.ts'
import { frameRecord, splitRecords } from '../../../../src/daemons/follower/recovery/record-file.ts'
import { withDetected } from '../../../../src/daemons/follower/resources/detected.ts'
import { encode } from '../../../../src/mesos/messages/codec/index.ts'
import { TaskID } from '../../../../src/mesos/messages/ids.ts'

const { latestIn, readMessageFile, readMessages, writeMessageFile } = ownFiles
const folder = mkdtempSync(join(tmpdir(), 'mantl-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('records', () => {
  const bytes = Buffer.concat([
    frameRecord(Buffer.from('one')),
    frameRecord(Buffer.from('')),
    frameRecord(Buffer.from('three')),
  ])
  it('begin with their length, the lowest byte first', () => {
    expect([...frameRecord(Buffer.from('ab'))]).toEqual([2, 0, 0, 0, 97, 98])
  })
  it.each(Array.from({ length: bytes.length + 1 }, (_, at) => [at]))(
    'cut after %i bytes, the whole ones are read',
    at => {
      const { records, whole } = splitRecords(bytes.subarray(0, at))
      const expected = at >= bytes.length ? ['one', '', 'three'] : at >= 11 ? ['one', ''] : at >= 7 ? ['one'] : []
      expect(records.map(record => Buffer.from(record).toString())).toEqual(expected)
      expect(whole).toBeLessThanOrEqual(at)
    },
  )
})

describe('checkpoint files', () => {
  it('are written as a whole, for our eyes', () => {
    const path = join(folder, 'a/b/id.info')
    writeMessageFile(path, TaskID, { value: 't' })
    expect(readMessageFile(path, TaskID)).toEqual({ value: 't' })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
  it('half a record at the end is cut off, so that appending goes on', () => {
    const path = join(folder, 'updates')
    const append = (value: string) => appendFileSync(path, frameRecord(encode(TaskID, { value })))
    append('one')
    appendFileSync(path, Buffer.from([9, 0, 0, 0, 1]))
    expect(readMessages(path, TaskID)).toEqual([{ value: 'one' }])
    append('two')
    expect(readMessages(path, TaskID)).toEqual([{ value: 'one' }, { value: 'two' }])
  })
  it('that are absent or empty are none, and garbage is told apart', () => {
    expect(readMessageFile(join(folder, 'absent'), TaskID)).toBeUndefined()
    writeFileSync(join(folder, 'empty'), '')
    expect(readMessageFile(join(folder, 'empty'), TaskID)).toBeUndefined()
    writeFileSync(join(folder, 'garbage'), frameRecord(Buffer.from([255, 255, 255])))
    expect(() => readMessageFile(join(folder, 'garbage'), TaskID)).toThrow('garbage')
    expect(readFileSync(join(folder, 'garbage')).length).toBe(7)
  })
  it('`latest` follows the newest', () => {
    const run = stepRunner(fs, process.pid)
    for (const name of ['one', 'two']) run([{ do: 'latest', target: join(folder, name) }])
    expect(latestIn(folder)).toBe('two')
    expect(latestIn(join(folder, 'nowhere'))).toBeUndefined()
  })
})

describe('detected resources', () => {
  const machine = { cpus: 2, memory: 24_105, disk: 258_019 }
  it('are those of the captures', () => {
    expect(withDetected([], machine, '*')).toEqual([
      { name: 'cpus', type: 'SCALAR', scalar: { value: 2 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 23_081 } },
      { name: 'disk', type: 'SCALAR', scalar: { value: 252_899 } },
      { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31_000, end: 32_000 }] } },
    ])
  })
  it('stand back for what is given, and small machines keep half', () => {
    const given = [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 9 } },
      { name: 'gpus', type: 'SCALAR', scalar: { value: 1 } },
    ] as const
    const found = withDetected(given, { cpus: 2, memory: 1_000, disk: 8_000 }, '*')
    expect(found.map(({ name, scalar }) => [name, scalar?.value])).toEqual([
      ['cpus', 9],
      ['mem', 500],
      ['disk', 4_000],
      ['ports', undefined],
      ['gpus', 1],
    ])
  })
})

it.each([
  [0.1, 0, 0.9],
  [0.1, 0.5, 0.4],
  [0.1, 0.95, 0],
])('with headroom %f and a disk %f full, sandboxes have %f of their time', (headroom, usage, part) => {
  expect(allowedPart(headroom, usage)).toBeCloseTo(part)
})
