import {
  appendFileSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { rotateOutput } from '../../../../src/daemons/follower/logger/rotate-output.ts'

const folder = mkdtempSync(join(tmpdir(), 'mantl-rotate-'))
const sandbox = join(folder, 'sandbox')
const path = (name: string) => join(sandbox, name)
const content = (name: string) => readFileSync(path(name), 'utf8')
const rotate = (kept: number) => rotateOutput({ root: sandbox, path: '' }, 'stdout', { maxBytes: 10, kept })

beforeEach(() => {
  rmSync(sandbox, { recursive: true, force: true })
  mkdirSync(sandbox)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an output that is too large', () => {
  it('begins anew, under those who write into it', async () => {
    const file = openSync(path('stdout'), 'a')
    for (const text of ['first round ', 'second round ', 'third round ']) {
      appendFileSync(file, text)
      await rotate(2)
    }
    appendFileSync(file, 'last')
    closeSync(file)
    expect(['stdout', 'stdout.1', 'stdout.2'].map(content)).toEqual(['last', 'ird round ', 'ond round '])
    expect(readdirSync(sandbox).length).toBe(3)
  })

  it('is kept nowhere unless that is asked for', async () => {
    writeFileSync(path('stdout'), 'x'.repeat(11))
    await rotate(0)
    expect([readdirSync(sandbox), content('stdout')]).toEqual([['stdout'], ''])
  })

  it('is one beyond its size', async () => {
    writeFileSync(path('stdout'), 'x'.repeat(10))
    await rotate(1)
    expect(readdirSync(sandbox)).toEqual(['stdout'])
    expect(content('stdout').length).toBe(10)
  })

  it('may be none at all', async () => {
    await rotate(1)
    mkdirSync(path('stdout'))
    await rotate(1)
    expect(readdirSync(sandbox)).toEqual(['stdout'])
  })
})

describe('nobody else’s file is touched', () => {
  const precious = join(folder, 'precious')
  const text = 'precious content'
  beforeEach(() => writeFileSync(precious, text))

  it('through a link in its place, of either kind', async () => {
    symlinkSync(precious, path('stdout'))
    await rotate(1)
    rmSync(path('stdout'))
    linkSync(precious, path('stdout'))
    await rotate(1)
    expect(readFileSync(precious, 'utf8')).toBe(text)
    expect(readdirSync(sandbox)).toEqual(['stdout'])
  })

  it('through a link where the old output goes', async () => {
    writeFileSync(path('stdout'), 'x'.repeat(11))
    symlinkSync(precious, path('stdout.1'))
    await rotate(1)
    expect(readFileSync(precious, 'utf8')).toBe(text)
    expect(content('stdout.1')).toBe('x'.repeat(10))
  })

  it('and a folder in the way keeps nobody from the limit', async () => {
    writeFileSync(path('stdout'), 'x'.repeat(11))
    mkdirSync(path('stdout.1'))
    await expect(rotate(1)).rejects.toThrow()
    expect(content('stdout')).toBe('')
  })
})
