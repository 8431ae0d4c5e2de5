import { execFileSync } from 'node:child_process'
import { closeSync, linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeSandbox, openOutput } from '../../../../src/daemons/follower/containerizer/sandbox.ts'
import { createOwnDisk } from '../../../../src/daemons/follower/disk/own-disk.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-sandbox-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a sandbox has files for what its container says, and is the latest', async () => {
  const sandbox = join(folder, 'runs', 'c')
  await makeSandbox(createOwnDisk(), { root: sandbox, path: '' }, undefined, true)
  const file = openOutput(sandbox, 'stdout')
  writeSync(file, 'hello')
  closeSync(file)
  expect(readFileSync(join(folder, 'runs', 'latest', 'stdout'), 'utf8')).toBe('hello')
})

describe('nothing is said into', () => {
  const outside = () => join(folder, 'outside')
  it.each([
    ['a link', () => symlinkSync(outside(), join(folder, 'stdout'))],
    ['a link to nowhere', () => symlinkSync(join(folder, 'absent'), join(folder, 'stdout'))],
    ['a second name of a file', () => linkSync(outside(), join(folder, 'stdout'))],
    ['a pipe that nobody reads', () => execFileSync('mkfifo', [join(folder, 'stdout')])],
    ['a device', () => symlinkSync('/dev/null', join(folder, 'stdout'))],
  ])('%s', (_, put) => {
    writeFileSync(outside(), 'untouched')
    put()
    expect(() => openOutput(folder, 'stdout')).toThrow("can't be written")
    expect(readFileSync(outside(), 'utf8')).toBe('untouched')
  })
})
