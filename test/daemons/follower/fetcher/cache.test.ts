import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createCache } from '../../../../src/daemons/follower/fetcher/cache.ts'
import type { Source } from '../../../../src/daemons/follower/fetcher/download.ts'

const base = mkdtempSync(join(tmpdir(), 'mantl-cache-'))
const folder = join(base, 'cache', 'agent')
const problems: unknown[] = []
const never = new AbortController().signal
const newCache = (size = 100) => createCache(folder, size, problem => problems.push(problem))

beforeEach(() => {
  rmSync(join(base, 'cache'), { recursive: true, force: true })
  problems.length = 0
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

const source = (text: string, size: number | undefined = text.length): Source => ({
  ...(size === undefined ? {} : { size }),
  pour: to => pipeline(Readable.from([Buffer.from(text)]), to),
  cancel: () => {},
})

/** A server that answers when told to. */
const server = () => {
  let opened = 0
  let answer: (from: Source | Error) => void = () => {}
  const signals: AbortSignal[] = []
  return {
    open: (signal: AbortSignal) => {
      opened += 1
      signals.push(signal)
      return new Promise<Source>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        answer = from => (from instanceof Error ? reject(from) : resolve(from))
      })
    },
    answer: (from: Source | Error) => answer(from),
    signals,
    get opened() {
      return opened
    },
  }
}

describe('the cache', () => {
  it('downloads once for all who ask, at once or later', async () => {
    const cache = newCache()
    const { open, answer, ...rest } = server()
    const all = [cache.acquire('k', open, never), cache.acquire('k', open, never)]
    answer(source('hello'))
    const files = [...(await Promise.all(all)), await cache.acquire('k', open, never)]
    expect(files.map(file => readFileSync(file!.descriptor, 'utf8'))).toEqual(['hello', 'hello', 'hello'])
    expect(rest.signals.length).toBe(1)
    expect(cache.usedBytes()).toBe(5)
    for (const file of files) file!.release()
  })

  it('gives way to what is newer once nobody reads it', async () => {
    const cache = newCache(10)
    const first = await cache.acquire('a', async () => source('12345678'), never)
    expect(await cache.acquire('b', async () => source('abcde'), never)).toBeUndefined()
    first!.release()
    const second = await cache.acquire('b', async () => source('abcde'), never)
    expect(readFileSync(second!.path, 'utf8')).toBe('abcde')
    await expect.poll(() => readdirSync(folder).length).toBe(1)
    second!.release()
  })

  it.each<[string, Source]>([
    ['an unknown size', { ...source('x'), size: undefined } as never],
    ['more than there is room for', source('x'.repeat(101))],
  ])('is gone without for %s', async (_, from) => {
    const cache = newCache()
    let cancelled = 0
    const asked = await cache.acquire('k', async () => ({ ...from, cancel: () => void (cancelled += 1) }), never)
    expect([asked, cancelled, cache.usedBytes()]).toEqual([undefined, 1, 0])
  })

  it.each([
    ['less', 9, '4 of 9 bytes are missing'],
    ['more', 2, 'more came than the 2 bytes that were promised'],
  ])('keeps nothing of which %s came than was promised', async (_, promised, problem) => {
    const cache = newCache()
    await expect(cache.acquire('k', async () => source('hello', promised), never)).rejects.toThrow(problem)
    expect(cache.usedBytes()).toBe(0)
    await expect.poll(() => readdirSync(folder)).toEqual([])
    const later = await cache.acquire('k', async () => source('hello'), never)
    later!.release()
  })

  it('tells of a failure whose download it was; others go without', async () => {
    const cache = newCache()
    const { open, answer } = server()
    const all = [cache.acquire('k', open, never), cache.acquire('k', open, never)]
    answer(new Error('404'))
    expect(await Promise.allSettled(all)).toMatchObject([
      { status: 'rejected', reason: { message: '404' } },
      { status: 'fulfilled', value: undefined },
    ])
  })

  it('ends a download when the last one has given up', async () => {
    const cache = newCache()
    const { open, signals } = server()
    const [one, two] = [new AbortController(), new AbortController()]
    const all = [cache.acquire('k', open, one.signal), cache.acquire('k', open, two.signal)]
    const settled = Promise.allSettled(all)
    one.abort(new Error('first'))
    await expect(all[0]).rejects.toThrow('first')
    expect(signals[0]!.aborted).toBe(false)
    two.abort(new Error('second'))
    expect(await settled).toMatchObject([{ status: 'rejected' }, { status: 'rejected', reason: { message: 'second' } }])
    expect(signals[0]!.aborted).toBe(true)
  })

  it('downloads again what somebody has removed', async () => {
    const cache = newCache()
    const first = await cache.acquire('k', async () => source('one'), never)
    first!.release()
    rmSync(first!.path)
    expect(await cache.acquire('k', async () => source('two'), never)).toBeUndefined()
    const again = await cache.acquire('k', async () => source('two'), never)
    expect(readFileSync(again!.path, 'utf8')).toBe('two')
    again!.release()
  })

  it('holds nothing of an earlier run', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'c1'), 'old')
    newCache()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is not kept where others could change it', async () => {
    mkdirSync(join(base, 'elsewhere'), { recursive: true })
    writeFileSync(join(base, 'elsewhere', 'precious'), '')
    symlinkSync(join(base, 'elsewhere'), join(base, 'cache'))
    const cache = newCache()
    expect(await cache.acquire('k', async () => source('x'), never)).toBeUndefined()
    expect(problems).toMatchObject([{ code: 'follower.fetch' }])
    expect(existsSync(join(base, 'elsewhere', 'precious'))).toBe(true)
    rmSync(join(base, 'cache'))
  })
})
