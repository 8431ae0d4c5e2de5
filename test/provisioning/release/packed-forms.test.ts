import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unpacker } from '../../../src/provisioning/facts/releases/unpacker.ts'
import { packageAround, type Unpacker, unpackers, zstdSample } from '../../../src/provisioning/model/unpacker.ts'
import { packedForms } from '../../../src/provisioning/release/packed-forms.ts'
import { openConnection } from '../../../src/transport/open-connection.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-packed-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const text = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`).join('')
const pack = async (name: Unpacker, content = text) => {
  const origin = join(folder, 'origin')
  writeFileSync(origin, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const packed = await packedForms(origin, sha256, join(folder, 'cache'))(name)
  return { ...packed, bytes: await buffer(packed.open()) }
}
/** Where `ar` has put the data. */
const dataOf = (archive: Buffer): Buffer => archive.subarray(packageAround(0).before.length)

describe('a packed file', () => {
  it.each<[Unpacker, (bytes: Buffer) => Buffer]>([
    ['zstd', zstdDecompressSync],
    ['dpkg-deb', bytes => zstdDecompressSync(dataOf(bytes))],
    ['gunzip', gunzipSync],
  ])('for %s holds all of it and its checksum', async (name, unpack) => {
    const { bytes, size } = await pack(name)
    expect(bytes.length).toBe(size)
    expect(size).toBeLessThan(text.length / 3)
    expect(unpack(bytes).toString()).toBe(text)
    const damaged = Buffer.from(bytes)
    damaged[size >> 1]! ^= 1
    expect(() => unpack(damaged)).toThrow()
  })

  it('is kept', async () => {
    const first = await pack('zstd')
    const kept = readdirSync(join(folder, 'cache/blobs'))
    expect(await pack('zstd')).toMatchObject({ bytes: first.bytes })
    await pack('dpkg-deb')
    expect(readdirSync(join(folder, 'cache/blobs'))).toEqual(kept)
  })

  it.each([2, 3])('as a package has a length that ar accepts: data of %i bytes', size => {
    const { before, after } = packageAround(size)
    expect((before.length + size + after.length) % 2).toBe(0)
    expect(before.slice(-60)).toMatch(new RegExp(`^data.tar.zst .* ${size} +\`\\n$`))
  })
})

describe('this machine as a host', () => {
  const askHere = async (path: string) => {
    const connection = await openConnection({ host: 'here', kind: 'local' })
    try {
      const question = { release: folder }
      const command = { ...unpacker.command(question), env: { PATH: path } }
      return unpacker.read(await connection.run(command), question)
    } finally {
      await connection.close()
    }
  }
  const program = (name: string, script: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })

  it('unpacks with what it says that it has, and that fails where the bytes are damaged', async () => {
    const name = (await askHere(process.env.PATH!))!
    expect(unpackers).toContain(name)
    for (const content of [text, `${text}!`, 'x']) {
      const { bytes, unpack, size } = await pack(name, content)
      const [command = '', ...args] = unpack
      const run = (input: Buffer) => spawnSync(command, args, { input, maxBuffer: 10_000_000 })
      expect(run(bytes).stdout.toString()).toBe(content)
      expect(run(bytes.subarray(0, size - 3)).status).not.toBe(0)
    }
  })

  it.each<[string, Record<string, string>, Unpacker | undefined]>([
    ['nothing', {}, undefined],
    ['gunzip', { gunzip: ':' }, 'gunzip'],
    ['a dpkg-deb that knows no zstd', { 'dpkg-deb': 'exit 2', gunzip: ':' }, 'gunzip'],
    ['one that does', { 'dpkg-deb': `echo ${zstdSample.text}`, gunzip: ':' }, 'dpkg-deb'],
    ['zstd', { zstd: `echo ${zstdSample.text}`, 'dpkg-deb': `echo ${zstdSample.text}` }, 'zstd'],
  ])('with %s', async (_, programs, expected) => {
    for (const [name, script] of Object.entries(programs)) program(name, script)
    expect(await askHere(folder)).toBe(expected)
  })

  it('is not asked where the release stands', async () => {
    program('gunzip', ':')
    writeFileSync(join(folder, '.complete'), '')
    expect(await askHere(folder)).toBeUndefined()
  })
})

it('the sample is what it is said to be', () =>
  expect(zstdDecompressSync(Buffer.from(zstdSample.packed, 'base64')).toString()).toBe(zstdSample.text))
