import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDisk, type Disk } from '../../../../src/daemons/follower/disk/disk.ts'
import { createOwnDisk } from '../../../../src/daemons/follower/disk/own-disk.ts'
import type { FileStep } from '../../../../src/daemons/follower/disk/step.ts'
import type { Outcome } from '../../../../src/daemons/follower/disk/thread.ts'
import { bundleSettings } from '../../../../src/provisioning/release/daemon-bundle.ts'
import { systemClock } from '../../../../src/runtime/clock.ts'
import { virtualClock } from '../../../support/clock.ts'
import { recordingLog } from '../../../support/log.ts'

/** Whose thread is there. */
const threaded = async (): Promise<Disk> => {
  const disk = createDisk(systemClock, recordingLog(), { jobsASecond: 0, jobMillis: 0, idleMillis: 600_000 })
  await isThere(disk)
  return disk
}

const isThere = (disk: Disk) => vi.waitUntil(() => takesTurns(disk), { timeout: 60_000, interval: 20 })

/** Not before `run` has returned. */
const takesTurns = (disk: Disk): boolean => {
  let told = false
  disk.run([], () => (told = true))
  return !told
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe.each([
  ['in the event loop', () => Promise.resolve(createOwnDisk())],
  ['in a thread', threaded],
])('jobs %s', (_, open) => {
  let disk: Disk
  beforeAll(async () => {
    disk = await open()
  })
  afterAll(() => disk.close())
  const at = (name: string) => join(folder, name)
  const text = (name: string) => readFileSync(at(name), 'utf8')
  const outcomesOf = (jobs: readonly (readonly FileStep[])[], strict = false) =>
    Promise.all(jobs.map(steps => new Promise<Outcome>(resolve => disk.run(steps, resolve, strict))))

  it.each<[string, (at: (name: string) => string) => FileStep[], () => void]>([
    [
      'folder',
      a => [{ do: 'folder', path: a('x/y'), mode: 0o750 }],
      () => expect(statSync(at('x/y')).mode & 0o7777).toBe(0o750),
    ],
    ['a folder that is there', a => [{ do: 'folder', path: a('') }], () => expect(existsSync(folder)).toBe(true)],
    [
      'write',
      a => [{ do: 'write', path: a('x'), content: 'one' }],
      () => expect([text('x'), statSync(at('x')).mode & 0o777]).toEqual(['one', 0o600]),
    ],
    [
      'bytes',
      a => [{ do: 'write', path: a('x'), content: new Uint8Array([97, 98]) }],
      () => expect(text('x')).toBe('ab'),
    ],
    [
      'replace',
      a => [{ do: 'replace', path: a('n/x'), content: 'two', sync: true }],
      () => expect(readdirSync(at('n'))).toEqual(['x']),
    ],
    [
      'append',
      a => ['a', 'b'].map(content => ({ do: 'append', path: a('x'), content, sync: true })),
      () => expect(text('x')).toBe('ab'),
    ],
    [
      'latest',
      a => ['c', 'd'].map(name => ({ do: 'latest', target: a(name) })),
      () => expect(readlinkSync(at('latest'))).toBe(at('d')),
    ],
    [
      'link',
      a => [{ do: 'link', path: a('x'), target: '/where/ever' }],
      () => expect(readlinkSync(at('x'))).toBe('/where/ever'),
    ],
    [
      'remove what is not there',
      a => [
        { do: 'remove', path: a('x') },
        { do: 'remove-tree', path: a('y') },
        { do: 'remove-empty', path: a('z') },
      ],
      () => {},
    ],
    [
      'sync, also where there is nothing',
      a => [
        { do: 'write', path: a('x'), content: 'there' },
        ...['x', 'y'].map(name => ({ do: 'sync' as const, path: a(name) })),
      ],
      () => expect(text('x')).toBe('there'),
    ],
    ['sync-folder', a => [{ do: 'sync-folder', path: a('') }], () => {}],
  ])('%s', async (_, steps, check) => {
    await disk.done(steps(at))
    check()
  })
  it('remove what is there', async () => {
    mkdirSync(at('tree/deep'), { recursive: true })
    mkdirSync(at('empty'))
    writeFileSync(at('file'), '')
    await disk.done([
      { do: 'remove', path: at('file') },
      { do: 'remove-empty', path: at('empty') },
      { do: 'remove-tree', path: at('tree') },
    ])
    expect(readdirSync(folder)).toEqual([])
  })
  it('a folder with something in it is not empty', async () => {
    mkdirSync(at('full/deep'), { recursive: true })
    await expect(disk.done([{ do: 'remove-empty', path: at('full') }])).rejects.toMatchObject({ code: 'ENOTEMPTY' })
  })

  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants
  const openIt = (more: object = {}): FileStep[] => [
    { do: 'open', at: folder, flags: O_RDONLY | O_DIRECTORY, as: 'around' },
    { do: 'open', at: { in: 'around', name: 'x' }, flags: O_RDONLY | O_NOFOLLOW, as: 'x', ...more },
  ]
  const descriptors = () => readdirSync('/proc/self/fd').length
  it('what is kept stays open, whoever has opened it', async () => {
    writeFileSync(at('x'), 'inside')
    const opened = await disk.done(openIt({ keep: true, plain: true }))
    expect(Object.keys(opened)).toEqual(['x'])
    expect(readFileSync(opened.x!, 'utf8')).toBe('inside')
    closeSync(opened.x!)
  })
  it('others are closed, also where a later step fails', async () => {
    writeFileSync(at('x'), '')
    const before = descriptors()
    await disk.done(openIt())
    await expect(
      disk.done([...openIt({ keep: true }), { do: 'write', path: at('no/y'), content: '' }]),
    ).rejects.toThrow('ENOENT')
    expect(descriptors()).toBe(before)
  })
  it.each([
    ['a second name', () => [writeFileSync(at('y'), ''), linkSync(at('y'), at('x'))]],
    ['a folder', () => mkdirSync(at('x'))],
    ['a link', () => symlinkSync('/etc/passwd', at('x'))],
  ])('%s is no plain file', async (_, put) => {
    put()
    await expect(disk.done(openIt({ plain: true }))).rejects.toMatchObject({ path: expect.stringMatching(/\/x$/) })
  })

  it('are done in order, and one that fails is its own affair', async () => {
    const write = (content: string): FileStep[] => [{ do: 'append', path: at('x'), content, sync: content > 'b' }]
    const full: FileStep[] = [{ do: 'append', path: '/dev/full', content: 'no room' }, ...write('never')]
    const outcomes = await outcomesOf([write('a'), full, write('b'), write('c'), write('d')])
    expect(text('x')).toBe('abcd')
    expect(
      outcomes.map(outcome => ('error' in outcome ? (outcome.error as NodeJS.ErrnoException).code : 'done')),
    ).toEqual(['done', 'ENOSPC', 'done', 'done', 'done'])
  })
  it('hundreds at once, each is told its own', async () => {
    const jobs = Array.from({ length: 300 }, (_, n): FileStep[] => [
      { do: 'write', path: at(String(n)), content: String(n) },
      { do: 'open', at: at(String(n)), flags: O_RDONLY, as: 'it', keep: true },
    ])
    const outcomes = await outcomesOf(jobs)
    const opened = outcomes.map(outcome => ('opened' in outcome ? outcome.opened.it! : -1))
    expect(opened.map(file => readFileSync(file, 'utf8'))).toEqual(jobs.map((_, n) => String(n)))
    for (const file of opened) closeSync(file)
  })
  it('after a strict one that failed no strict one is done, all others are', async () => {
    const write = (content: string): FileStep[] => [{ do: 'append', path: at('x'), content }]
    const strict = outcomesOf([write('a'), [{ do: 'append', path: '/dev/full', content: '-' }], write('b')], true)
    const plain = outcomesOf([write('c')])
    expect((await strict).map(outcome => 'error' in outcome)).toEqual([false, true, true])
    await plain
    await outcomesOf([write('d')], true)
    expect(text('x')).toBe('ac')
  })
})

describe('the thread', () => {
  const calm = { jobsASecond: 10, jobMillis: 60_000, idleMillis: 1_000 }
  const work = async (disk: Disk, jobs: number) => {
    for (let n = 0; n < jobs; n++) await disk.done([{ do: 'write', path: join(folder, 'x'), content: '' }])
  }
  it('comes when much is to be done, goes when there is nothing, and comes again', async () => {
    const clock = virtualClock()
    const disk = createDisk(clock, recordingLog(), calm)
    for (let time = 0; time < 2; time++) {
      await work(disk, 20)
      await isThere(disk)
      await work(disk, 1)
      clock.advance(calm.idleMillis)
      expect(takesTurns(disk)).toBe(false)
    }
    disk.close()
    expect(clock.waiting).toBe(0)
  })
  it('runs from the bundle of a release, too', async () => {
    const entry = join(import.meta.dirname, '../../../../src/daemons/follower/disk/thread.ts')
    const { outputFiles } = await build({ ...bundleSettings, entryPoints: [entry], write: false })
    const bundled = join(folder, 'thread.cjs')
    writeFileSync(bundled, outputFiles[0]!.contents)
    const { startThread } = createRequire(import.meta.url)(
      bundled,
    ) as typeof import('../../../../src/daemons/follower/disk/thread.ts')
    const outcomes = await new Promise<readonly Outcome[]>((resolve, reject) => {
      const steps: FileStep[] = [{ do: 'append', path: join(folder, 'x'), content: 'there', sync: true }]
      const thread = startThread(told => {
        thread.end()
        resolve(told)
      }, reject)
      thread.send([{ steps, strict: true }])
    })
    expect(outcomes).toEqual([{ opened: {} }])
    expect(readFileSync(join(folder, 'x'), 'utf8')).toBe('there')
  })
})

it.runIf(process.getuid?.() !== 0)('what is forbidden is told with its path', async () => {
  chmodSync(folder, 0o500)
  const path = join(folder, 'x')
  await expect(createOwnDisk().done([{ do: 'write', path, content: '' }])).rejects.toMatchObject({
    code: 'EACCES',
    path,
  })
})
