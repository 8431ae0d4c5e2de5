import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { watchWhitelist } from '../../../../src/daemons/master/perform/whitelist.ts'
import { virtualClock } from '../../../support/clock.ts'
import { recordingLog } from '../../../support/log.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitelist-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const watch = (file: string | undefined) => {
  const clock = virtualClock()
  const log = recordingLog()
  const posted: Event[] = []
  const stop = watchWhitelist({ file, clock, post: event => posted.push(event), log })
  const looked = () => vi.waitFor(() => expect(clock.waiting).toBe(1), { timeout: 20_000 })
  return { clock, log, posted, stop, looked }
}
const read = (...hostnames: string[]): Event => ({ kind: 'whitelist-read', hostnames })

it.each(['', 'file://'])('reads %s… again and again, and tells what is new', async scheme => {
  const file = join(folder, 'hosts')
  writeFileSync(file, 'a.example\n\n b.example \n')
  const { clock, posted, looked, stop } = watch(scheme + file)
  await looked()
  expect(posted).toEqual([read('a.example', 'b.example')])
  clock.advance(5000)
  await looked()
  expect(posted).toHaveLength(1)
  writeFileSync(file, '')
  clock.advance(5000)
  await looked()
  expect(posted).toEqual([read('a.example', 'b.example'), read()])
  stop()
  expect(clock.waiting).toBe(0)
})

it('keeps what it read when the file is not there, says so, and looks again', async () => {
  const file = join(folder, 'hosts')
  const { clock, posted, log, looked, stop } = watch(file)
  await looked()
  expect(posted).toEqual([])
  expect(log.lines).toMatchObject([{ level: 'error', fields: { path: file } }])
  writeFileSync(file, 'a.example')
  clock.advance(5000)
  await looked()
  expect(posted).toEqual([read('a.example')])
  stop()
})

it.each([undefined, '*'])('%s: every agent, nothing to read', file => {
  const { clock, posted, stop } = watch(file)
  expect([clock.waiting, posted.length]).toEqual([0, 0])
  stop()
})
