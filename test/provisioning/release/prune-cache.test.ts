import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isThere } from '../../../src/provisioning/release/is-there.ts'
import { pruneCache } from '../../../src/provisioning/release/prune-cache.ts'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'mantl-prune-'))
})
afterEach(() => rmSync(cache, { recursive: true }))

const now = Date.UTC(2030, 0, 1)
const day = 24 * 3600 * 1000
const at = (name: string) => join(cache, name)
const age = (name: string, used: number, made = used) =>
  utimesSync(at(name), new Date(now - used * day), new Date(now - made * day))

/** A file made so many days ago and used last so many days ago; a name that ends in / is a folder with one. */
const put = (name: string, used: number, made = used): void => {
  const file = name.endsWith('/') ? `${name}part` : name
  mkdirSync(dirname(at(file)), { recursive: true })
  writeFileSync(at(file), 'x')
  age(name, used, made)
}

it.each([
  ['blobs/a.zst', 31, 31, false],
  ['blobs/a.zst', 29, 29, true],
  ['blobs/a.zst', 2, 400, true],
  ['blobs/a.zst.5f0c', 31, 31, false],
  ['bundles/a/', 31, 31, false],
  ['bundles/a/', 1, 31, true],
  ['digests/a', 31, 31, false],
  ['releases/a/', 31, 31, false],
  ['node/slim-a', 31, 31, false],
  ['node/stripped-a', 31, 31, false],
  ['node/v26.0.0-aarch64', 400, 400, true],
  ['compiled/v24.1.0-x64-a-0/', 31, 31, false],
  [`compiled/${process.version}-x64-a-0/`, 400, 400, true],
  ['other/a', 400, 400, true],
])('%s, used %i days and made %i days ago: stays is %s', async (name, used, made, stays) => {
  put(name, used, made)
  await pruneCache(cache, now)
  expect(existsSync(at(name))).toBe(stays)
})

it('of too many the ones that were used last stay, and all of today', async () => {
  for (let count = 0; count < 4; count += 1) put(`node/slim-today-${count}`, 0.5)
  for (let count = 0; count < 4; count += 1) put(`node/slim-${count}`, 2 + count)
  await pruneCache(cache, now)
  const stays = ['today-0', 'today-1', 'today-2', 'today-3', '0', '1', '2', '3'].map(name =>
    existsSync(at(`node/slim-${name}`)),
  )
  expect(stays).toEqual([true, true, true, true, true, false, false, false])
})

it('looks once a day', async () => {
  await pruneCache(cache, now)
  put('blobs/a.zst', 31)
  await pruneCache(cache, now + 0.9 * day)
  expect(existsSync(at('blobs/a.zst'))).toBe(true)
  await pruneCache(cache, now + 1.1 * day)
  expect(existsSync(at('blobs/a.zst'))).toBe(false)
})

it('whoever asks for something uses it, and changes no more of it', async () => {
  put('blobs/a.zst', 31)
  const { mtimeMs } = statSync(at('blobs/a.zst'))
  expect([await isThere(at('blobs/a.zst'), now), await isThere(at('blobs/b.zst'), now)]).toEqual([true, false])
  await pruneCache(cache, now)
  expect(statSync(at('blobs/a.zst')).mtimeMs).toBe(mtimeMs)
})

it('runs that prune at once and ask meanwhile: what was found stays', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `blobs/${index}.zst`)
  for (const name of names) put(name, 31)
  const asked = names.map(async name => [name, await isThere(at(name), now)] as const)
  const pruning = [pruneCache(cache, now), pruneCache(cache, now)]
  const found = (await Promise.all(asked)).filter(([, there]) => there)
  await Promise.all(pruning)
  expect(found.filter(([name]) => !existsSync(at(name)))).toEqual([])
})

it('a cache that is not there, or not ours, is no trouble', async () => {
  await pruneCache(at('nowhere'), now)
  writeFileSync(at('file'), '')
  await pruneCache(at('file'), now)
  expect(statSync(at('file')).isFile()).toBe(true)
})
