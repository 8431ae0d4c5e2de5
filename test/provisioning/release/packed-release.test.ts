import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { builtFrom, type Part } from '../../../src/provisioning/release/build-release.ts'
import { openRelease, packRelease } from '../../../src/provisioning/release/packed-release.ts'
import { bytesSource } from '../../../src/transport/byte-source.ts'

let folder: string
let archive: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-release-'))
  archive = join(folder, 'release.tar.gz')
})
afterEach(() => rmSync(folder, { recursive: true }))

const part = (path: string, text: string, mode: number): Part => {
  const raw = bytesSource(text)
  return { file: { path, mode, sha256: raw.sha256, size: raw.size }, blob: { raw } }
}
const built = builtFrom(
  [part('lib/node', 'a program\n', 0o755), part('bin/mesos-agent', '#!/bin/sh\n', 0o755)],
  '1.2.3',
)
const open = (architecture = 'x86_64') => openRelease(archive, architecture, join(folder, 'cache'), false)

it('comes out as it went in, also the second time', async () => {
  await packRelease(built, 'x86_64', archive)
  for (const opened of [await open(), await open()]) {
    expect(opened.release).toEqual(built.release)
    const { localPath } = opened.blob(bytesSource('a program\n').sha256)
    expect(readFileSync(localPath!, 'utf8')).toBe('a program\n')
  }
})

it('an archive that exists is not written over', async () => {
  writeFileSync(archive, 'mine')
  await expect(packRelease(built, 'x86_64', archive)).rejects.toMatchObject({ code: 'release.unwritable' })
  expect(readFileSync(archive, 'utf8')).toBe('mine')
})

it('hosts of another architecture are told so', async () => {
  await packRelease(built, 'x86_64', archive)
  await expect(open('aarch64')).rejects.toMatchObject({ code: 'release.no_node' })
})

/** Unpacks the archive, lets somebody change it, and packs it again. */
const tamper = (change: (inside: string) => void) => {
  const inside = join(folder, 'inside')
  mkdirSync(inside)
  execFileSync('tar', ['-xzf', archive, '-C', inside])
  change(inside)
  execFileSync('tar', ['-czf', archive, '-C', inside, '.'])
}
const rewrite = (inside: string, edit: (text: string) => string) =>
  writeFileSync(join(inside, 'release.json'), edit(readFileSync(join(inside, 'release.json'), 'utf8')))

it.each<[string, (inside: string) => void]>([
  ['a file was changed', inside => writeFileSync(join(inside, 'lib/node'), 'evil\n')],
  ['a mode was changed', inside => rewrite(inside, text => text.replace('493', '511'))],
  ['a file is missing', inside => unlinkSync(join(inside, 'bin/mesos-agent'))],
  ['a name leads elsewhere', inside => rewrite(inside, text => text.replace('lib/node', 'lib/../../node'))],
  [
    'a link stands for a file',
    inside => {
      unlinkSync(join(inside, 'lib/node'))
      symlinkSync('/etc/passwd', join(inside, 'lib/node'))
    },
  ],
  ['no list', inside => unlinkSync(join(inside, 'release.json'))],
  ['a list that is none', inside => rewrite(inside, () => '[]')],
])('%s: refused', async (_, change) => {
  await packRelease(built, 'x86_64', archive)
  tamper(change)
  await expect(open()).rejects.toMatchObject({ code: 'release.unreadable' })
})

it.each(['', 'no archive'])('%j instead of an archive: refused', async text => {
  writeFileSync(archive, text)
  await expect(open()).rejects.toMatchObject({ code: 'release.unreadable' })
})

it('no file at all: refused', async () => {
  await expect(open()).rejects.toMatchObject({ code: 'release.unreadable' })
})
