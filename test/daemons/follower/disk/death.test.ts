import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDisk, type Disk } from '../../../../src/daemons/follower/disk/disk.ts'
import type { FileStep } from '../../../../src/daemons/follower/disk/step.ts'
import {
  type FileThread,
  type Job,
  type Outcome,
  startThread,
  threadSource,
} from '../../../../src/daemons/follower/disk/thread.ts'
import { systemClock } from '../../../../src/runtime/clock.ts'
import { virtualClock } from '../../../support/clock.ts'
import { recordingLog } from '../../../support/log.ts'

const busy = { jobsASecond: 0, jobMillis: 0, idleMillis: 600_000 }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** In the thread, a folder of this name is the end of it. */
const deadly = `
const made = require('node:fs').mkdirSync
const all = []
require('node:fs').mkdirSync = (path, options) => {
  if (path.endsWith('/exit')) process.exit(7)
  if (path.endsWith('/memory')) for (;;) all.push(new Array(20_000).fill(all.length + 0.5))
  return made(path, options)
}
`

const append = (name: string, content: string): FileStep => ({ do: 'append', path: join(folder, name), content })
const make = (name: string): FileStep => ({ do: 'folder', path: join(folder, name) })
const text = (name: string) => readFileSync(join(folder, name), 'utf8')
const words = (outcome: Outcome): string => ('error' in outcome ? outcome.error.message : 'done')

describe('a real thread that dies within a job', () => {
  const threaded = async (log = recordingLog()): Promise<Disk> => {
    const disk = createDisk(systemClock, log, busy, (told, lost) => startThread(told, lost, deadly + threadSource()))
    const isThere = () => {
      let told = false
      disk.run([], () => (told = true))
      return !told
    }
    await vi.waitUntil(isThere, { timeout: 60_000, interval: 20 })
    return disk
  }

  it.each([
    ['exit', /has ended with 7/],
    ['memory', /memory/],
  ])(
    '%s: what may be done twice is, what may not is told, and all that came behind is done in order',
    async (how, why) => {
      const log = recordingLog()
      const disk = await threaded(log)
      const jobs: readonly (readonly FileStep[])[] = [
        [append('before', 'a')],
        [make(how), { do: 'write', path: join(folder, 'repeated'), content: 'whole' }],
        ...Array.from({ length: 100 }, (_, n) => [append('behind', `${n},`)]),
      ]
      const outcomes = await Promise.all(jobs.map(steps => new Promise<Outcome>(resolve => disk.run(steps, resolve))))
      disk.close()
      expect(words(outcomes[1]!)).toBe('done')
      expect(text('repeated')).toBe('whole')
      const missing = outcomes.flatMap((outcome, n) => (n > 1 && 'error' in outcome ? [n - 2] : []))
      // Of those that were with the thread nobody knows; they are few.
      expect(missing.length).toBeLessThan(32)
      for (const n of missing) expect(words(outcomes[n + 2]!)).toMatch(why)
      const done = text('behind').split(',').slice(0, -1).map(Number)
      expect(done).toEqual(Array.from({ length: 100 }, (_, n) => n).filter(n => !missing.includes(n)))
      expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
        'error the thread that makes files has died: they are made in the event loop',
      ])
    },
  )
})

describe('a thread that takes its time', () => {
  /** Answers when it is told to. */
  const slow = () => {
    const sent: (readonly Job[])[] = []
    let tell: { told: (outcomes: readonly Outcome[]) => void; lost: (error: Error) => void } | undefined
    const begin = (told: (outcomes: readonly Outcome[]) => void, lost: (error: Error) => void): FileThread => {
      tell = { told, lost }
      return { ready: () => true, send: jobs => void sent.push(jobs), end: () => {} }
    }
    return {
      sent,
      begin,
      answer: () => tell!.told(sent.shift()!.map(() => ({ opened: {} }))),
      die: () => tell!.lost(new Error('gone')),
    }
  }

  it('has no more room when a thousand wait, and has it again when fewer do', async () => {
    const thread = slow()
    const disk = createDisk(virtualClock(), recordingLog(), busy, thread.begin)
    disk.run([], () => {})
    let told = 0
    for (let n = 0; n < 1_000; n++) disk.run([append('x', '.')], () => (told += 1))
    expect(disk.room()).toBeUndefined()
    disk.run([append('x', '.')], () => (told += 1))
    const room = disk.room()
    expect(room).toBeInstanceOf(Promise)
    thread.answer()
    await room
    expect([disk.room(), told]).toEqual([undefined, 1])
    disk.close()
  })

  it.each([
    ['a strict one that may be repeated', (): FileStep[] => [make('x')], ['done', 'done', 'done']],
    ['a strict one that may not', () => [append('x', 'once')], ['gone', 'gone', 'done']],
  ])('dies with %s', (_, steps, expected) => {
    const thread = slow()
    const clock = virtualClock()
    const disk = createDisk(clock, recordingLog(), busy, thread.begin)
    disk.run([], () => {})
    const outcomes: string[] = []
    disk.run(steps(), outcome => outcomes.push(words(outcome)), true)
    disk.run([make('strict')], outcome => outcomes.push(words(outcome)), true)
    disk.run([make('plain')], outcome => outcomes.push(words(outcome)))
    thread.die()
    expect(outcomes).toEqual(expected)
    disk.close()
    expect(clock.waiting).toBe(0)
  })

  it('is followed by another, a while after it has died', () => {
    const thread = slow()
    const clock = virtualClock()
    const disk = createDisk(clock, recordingLog(), busy, thread.begin)
    const isThere = () => {
      let told = false
      disk.run([], () => (told = true))
      return !told
    }
    expect([isThere(), isThere()]).toEqual([false, true])
    thread.die()
    expect([isThere(), isThere()]).toEqual([false, false])
    clock.advance(busy.idleMillis)
    expect([isThere(), isThere()]).toEqual([false, true])
    disk.close()
  })

  it('and dies: what is asked for meanwhile comes after what it has left', () => {
    const thread = slow()
    const disk = createDisk(virtualClock(), recordingLog(), busy, thread.begin)
    disk.run([], () => {})
    disk.run([make('x')], () => disk.run([append('order', 'last')], () => {}))
    disk.run([make('y')], () => {})
    for (let n = 0; n < 3; n++) disk.run([append('order', `${n},`)], () => {})
    thread.die()
    expect(text('order')).toBe('0,1,2,last')
    disk.close()
  })
})
