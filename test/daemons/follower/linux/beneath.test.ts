import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { linkBeneath, makeFileBeneath, openBeneath } from '../../../../src/daemons/follower/linux/beneath.ts'

let top: string
let root: string
let outside: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'mantl-beneath-'))
  root = join(top, 'sandbox')
  outside = join(top, 'outside')
  mkdirSync(join(root, 'a/b'), { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(root, 'a/file'), 'x')
  symlinkSync(outside, join(root, 'out'))
  symlinkSync('a', join(root, 'in'))
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

const open = (path: string, make = false) => {
  const descriptor = openBeneath(root, path, make)
  const stats = fstatSync(descriptor)
  closeSync(descriptor)
  return stats
}

describe('places below a folder of somebody else’s', () => {
  it('are folders and files that are there', () => {
    expect(open('a/b').isDirectory()).toBe(true)
    expect(open('a/file').isFile()).toBe(true)
    expect(open('').isDirectory()).toBe(true)
  })

  it('are made where they are missing', () => {
    expect(() => open('new/x')).toThrow("'new' does not exist")
    expect(open('new/x', true).isDirectory()).toBe(true)
    makeFileBeneath(root, 'new/y/f')
    expect(lstatSync(join(root, 'new/y/f')).isFile()).toBe(true)
    linkBeneath(root, 'new/l', '/there')
    expect(readlinkSync(join(root, 'new/l'))).toBe('/there')
  })

  it.each(['out', 'out/x', 'in', 'in/b', 'a/../a', './a', 'a//b', 'a/file/x'])('are never reached by %s', path => {
    expect(() => open(path, true)).toThrow(/link|no name|ENOTDIR|not a directory/)
    expect(readdirSync(outside)).toEqual([])
  })

  it('are no files behind a link either', () => {
    symlinkSync(join(outside, 'f'), join(root, 'f'))
    for (const path of ['f', 'out/f', 'a/b']) expect(() => makeFileBeneath(root, path)).toThrow(/link/)
    expect(() => linkBeneath(root, 'out/l', '/x')).toThrow(/link/)
    expect(existsSync(join(outside, 'f'))).toBe(false)
  })

  it('and the folder itself is no link', () => {
    symlinkSync(root, join(top, 'again'))
    expect(() => openBeneath(join(top, 'again'), 'a')).toThrow("can't be opened")
  })
})
