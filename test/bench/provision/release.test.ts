import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { packForPeers } from '../../../bench/provision/release.ts'
import { builtFrom, largePart } from '../../../src/provisioning/release/build-release.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-bench-release-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('tells what mantl sends from what the peers send', async () => {
  const text = 'the same words again and again, '.repeat(4000)
  const place = join(folder, 'library')
  writeFileSync(place, text)
  const cache = join(folder, 'cache')
  const large = await largePart({ path: 'lib/library', mode: 0o644 }, place, cache, true)
  const plain = await largePart({ path: 'lib/plain', mode: 0o644 }, place, cache, false)
  const of = async (parts: Parameters<typeof builtFrom>[0]) => packForPeers(builtFrom(parts, '1'), folder)
  const packed = await of([large])
  expect(packed.rawBytes).toBe(text.length)
  expect(packed.sentBytes).toBeGreaterThan(0)
  expect(packed.sentBytes).toBeLessThanOrEqual(zstdCompressSync(text).length + 20)
  expect(packed.archiveBytes).toBeGreaterThan(packed.sentBytes)
  expect((await of([plain])).sentBytes).toBe(text.length)
})
