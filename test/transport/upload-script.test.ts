import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesSource } from '../../src/transport/byte-source.ts'
import type { UploadOptions } from '../../src/transport/connection.ts'
import { uploadError, uploadExit, uploadScript } from '../../src/transport/upload-script.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-upload-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The exit code of the script in a real sh that gets `sent` on its stdin. */
const run = (destination: string, expected: string, sent: string, options: UploadOptions): number => {
  const { sha256, size } = bytesSource(expected)
  try {
    execFileSync('sh', ['-c', uploadScript({ destination, sha256, size, options, id: '0a' })], {
      input: sent,
      stdio: 'pipe',
    })
    return 0
  } catch (error) {
    return (error as { status: number }).status
  }
}

describe('in a real sh', () => {
  it.each([0o600, 0o644, 0o755, 0o440, 0o4755])('gives mode %o', mode => {
    const file = join(folder, "it's a file")
    expect(run(file, 'text', 'text', { mode })).toBe(0)
    expect(statSync(file).mode & 0o7777).toBe(mode)
    expect(readdirSync(folder)).toEqual(["it's a file"])
  })

  it('leaves the old file and nothing else when bytes are missing', () => {
    const file = join(folder, 'f')
    writeFileSync(file, 'old')
    expect(run(file, 'new text', 'new te', { mode: 0o644 })).toBe(uploadExit.digestDiffers)
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['f'])
  })

  it('does not move into a directory of that name', () =>
    expect(run(folder, 'x', 'x', { mode: 0o644 })).toBe(uploadExit.isDirectory))

  it('says when it can not write', () => expect(run(join(folder, 'no/such/f'), 'x', 'x', { mode: 0o644 })).not.toBe(0))

  it.each<[string, string[], number]>([
    ['unpacks what arrives', ['tr', 'a-z', 'A-Z'], 0],
    ['refuses what unpacks to another size', ['head', '-c', '3'], uploadExit.digestDiffers],
    ['refuses what cannot be unpacked', ['sh', '-c', 'cat; exit 1'], uploadExit.notWritten],
    ['refuses what nothing unpacks', ['/no such program'], uploadExit.notWritten],
  ])('%s', (_, unpack, exitCode) => {
    const packed = { unpack, size: 4, open: () => Readable.from([]) }
    const file = join(folder, 'packed')
    expect(run(file, 'TEXT', 'text', { mode: 0o644, packed })).toBe(exitCode)
    expect(readdirSync(folder)).toEqual(exitCode === 0 ? ['packed'] : [])
    if (exitCode === 0) expect(readFileSync(file, 'utf8')).toBe('TEXT')
  })

  it('syncs when asked', () => expect(run(join(folder, 'd'), 'x', 'x', { mode: 0o644, durable: true })).toBe(0))
})

it('is private until the owner is right', () => {
  const plan = { destination: '/etc/x', sha256: 'aa', size: 1, id: '0a' }
  const text = uploadScript({ ...plan, options: { mode: 0o644, owner: 'zoo:zoo' } })
  expect(text).toContain('umask 0077')
  expect(text.indexOf('chown')).toBeLessThan(text.indexOf('chmod 0644'))
  expect(uploadScript({ ...plan, options: { mode: 0o640 } })).toContain('umask 0137')
})

it.each(['relative', '/ends/'])('refuses the destination %s', destination =>
  expect(() => uploadScript({ destination, sha256: '', size: 0, options: { mode: 0o600 }, id: '' })).toThrow(
    expect.objectContaining({ code: 'command.malformed' }),
  ),
)

it('says why an unpacking program failed, and not only that it did', () => {
  const said = 'unpack (child): writing: No space left on device\nunpack: error: the child returned 2\n'
  expect(uploadError('h1', '/opt/x', uploadExit.notWritten, said).message).toBe(
    'h1 could not store /opt/x: unpack (child): writing: No space left on device',
  )
})

it.each<[number, string, string, boolean]>([
  [uploadExit.digestDiffers, '', 'upload.digest_differs', true],
  [uploadExit.digestDiffers, 'sh: sha256sum: not found', 'upload.failed', false],
  [uploadExit.notWritten, 'No space left on device', 'upload.failed', false],
  [uploadExit.isDirectory, '', 'upload.failed', false],
])('exit code %i with %j is %s', (exitCode, stderr, code, retryable) =>
  expect(uploadError('h1', '/f', exitCode, stderr)).toMatchObject({ code, retryable }),
)

it.each([
  ['sh: 27: printf: printf: I/O error', 'is the disk full? df -h /etc/mantl'],
  ['cat: write error: No space left on device', 'is the disk full? df -h /etc/mantl'],
  ["mv: cannot move 'a' to 'b': Device or resource busy", undefined],
])('what a full disk says is told with what to look at: %s', (said, hint) => {
  expect(uploadError('h1', '/etc/mantl/x', uploadExit.notWritten, said).hint).toBe(hint)
})
