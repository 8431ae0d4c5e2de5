import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { logCrashes } from '../../src/runtime/crash.ts'
import { createLogger } from '../../src/runtime/logger.ts'
import { prettyLine } from '../../src/runtime/pretty-line.ts'
import { seededRandom, systemRandom } from '../../src/runtime/random.ts'
import { createShutdown } from '../../src/runtime/shutdown.ts'
import { virtualClock } from '../support/clock.ts'
import { recordingLog } from '../support/log.ts'

describe('the log', () => {
  const collect = (level: 'INFO' | 'WARNING' | 'ERROR') => {
    const lines: Record<string, unknown>[] = []
    return { lines, log: createLogger('mesos-master', level, { write: line => void lines.push(JSON.parse(line)) }) }
  }

  it.each([
    ['INFO', ['INFO', 'WARNING', 'ERROR', 'FATAL']],
    ['WARNING', ['WARNING', 'ERROR', 'FATAL']],
    ['ERROR', ['ERROR', 'FATAL']],
  ] as const)('at %s writes %j', (level, written) => {
    const { lines, log } = collect(level)
    log.debug('d')
    log.info('i')
    log.warning('w')
    log.error('e')
    log.fatal('f')
    expect(lines.map(line => line.level)).toEqual(written)
  })

  it('raised verbosity holds for children too', () => {
    const { lines, log } = collect('ERROR')
    const child = log.child({ agent: 'S0' })
    log.verbosity = 1
    child.debug('seen')
    expect(lines).toMatchObject([{ level: 'DEBUG', agent: 'S0', name: 'mesos-master', msg: 'seen' }])
  })

  it('tells an error’s message, code and stack', () => {
    const { lines, log } = collect('INFO')
    log.error('it failed', { error: Object.assign(new Error('no disk'), { code: 'ENOSPC' }) })
    expect(lines[0]!.error).toMatchObject({
      message: 'no disk',
      code: 'ENOSPC',
      stack: expect.stringContaining('no disk'),
    })
  })

  it('also goes to a file in the log folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mantl-log-'))
    try {
      createLogger('mesos-agent', 'INFO', { quiet: true, logDir: join(folder, 'deep') }).info('written')
      expect(JSON.parse(readFileSync(join(folder, 'deep/mesos-agent.log'), 'utf8'))).toMatchObject({ msg: 'written' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('loses lines rather than the process when the disk is full', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mantl-log-'))
    try {
      symlinkSync('/dev/full', join(folder, 'mesos-agent.log'))
      const log = createLogger('mesos-agent', 'INFO', { quiet: true, logDir: folder })
      for (let n = 0; n < 10; n++) log.info('lost')
      await new Promise(resolve => setImmediate(resolve))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('has lines for people', () => {
    const line = '{"level":"WARNING","time":"2026-11-21T05:04:03.210Z","name":"m","agent":"S0","n":1,"msg":"gone"}'
    expect(prettyLine(line)).toBe('W 05:04:03.210 gone  agent=S0  n=1\n')
  })
})

it('an error that nobody caught is logged and ends the process', () => {
  const handlers: Record<string, (error: unknown) => void> = {}
  const exits: unknown[] = []
  const on = (name: string, fn: (error: unknown) => void) => {
    handlers[name] = fn
  }
  const log = recordingLog()
  logCrashes(log, { on, exit: (code: number) => exits.push(code) } as never)
  handlers.uncaughtException!(new Error('a'))
  handlers.unhandledRejection!(new Error('b'))
  expect(exits).toEqual([70, 70])
  expect(log.lines.map(({ level }) => level)).toEqual(['fatal', 'fatal'])
})

describe('chance', () => {
  it.each([
    ['of the system', systemRandom],
    ['from a seed', seededRandom(7)],
  ])('%s: UUIDs of version 4, numbers below 1', (_name, random) => {
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const raw = Buffer.from(random.uuidBase64(), 'base64')
    expect([raw.length, raw[6]! >> 4, raw[8]! >> 6]).toEqual([16, 4, 2])
    for (let i = 0; i < 1000; i++) {
      const next = random.next()
      expect(next >= 0 && next < 1).toBe(true)
    }
  })

  it('repeats itself for the same seed only', () => {
    const three = (seed: number) => [1, 2, 3].map(seededRandom(seed).uuid)
    expect(three(1)).toEqual(three(1))
    expect(three(1)).not.toEqual(three(2))
  })
})

describe('stopping', () => {
  const setUp = () => {
    const handlers: Record<string, () => void> = {}
    const exits: (number | undefined)[] = []
    const host = {
      on: (name: string, fn: () => void) => void (handlers[name] = fn),
      exit: (code?: number) => void exits.push(code),
    }
    const clock = virtualClock()
    const log = recordingLog()
    const shutdown = createShutdown({ log, clock, process: host as never })
    return { shutdown, handlers, exits, clock, log }
  }

  it('closes the last first, in spite of one that fails, and exits 0', async () => {
    const { shutdown, handlers, exits, log } = setUp()
    const closed: string[] = []
    shutdown.add('registry', () => void closed.push('registry'))
    shutdown.add('broken', () => Promise.reject(new Error('no')))
    shutdown.add('server', async () => void closed.push('server'))
    handlers.SIGTERM!()
    await shutdown.now('again')
    expect(closed).toEqual(['server', 'registry'])
    expect(exits).toEqual([0])
    expect(log.lines.map(({ message }) => message)).toContain('closing broken failed')
  })

  it('a second signal, or the end of the grace, exits anyway', () => {
    const { shutdown, handlers, exits, clock } = setUp()
    shutdown.add('stuck', () => new Promise(() => {}))
    handlers.SIGINT!()
    clock.advance(10_000)
    handlers.SIGINT!()
    expect(exits).toEqual([0, 130])
  })
})
