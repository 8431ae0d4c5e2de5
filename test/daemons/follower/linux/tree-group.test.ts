import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { giveTree } from '../../../../src/daemons/follower/linux/tree-group.ts'

const isRoot = process.getuid?.() === 0
/** Others can't give anything to a group that they are not in. */
const gid = isRoot ? 61_234 : process.getgid!()

describe('a tree that is given to a group', () => {
  const root = mkdtempSync(join(tmpdir(), 'mantl-tree-'))
  const at = (name: string) => join(root, name)
  const looks = (name: string) => [statSync(at(name)).gid, statSync(at(name)).mode & 0o7777]
  beforeEach(() => {
    rmSync(root, { recursive: true, force: true })
    for (const folder of ['volume/a/b', 'outside']) mkdirSync(at(folder), { recursive: true })
    for (const file of ['volume/a/file', 'outside/file', 'outside/other']) writeFileSync(at(file), '')
    for (const folder of ['volume', 'volume/a', 'volume/a/b', 'outside']) chmodSync(at(folder), 0o755)
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('is written by it, with what is made in it; and is as before when it is taken back', async () => {
    await giveTree(root, 'volume', gid, true)
    for (const folder of ['volume', 'volume/a', 'volume/a/b']) expect(looks(folder)).toEqual([gid, 0o2775])
    expect(statSync(at('volume/a/file')).gid).toBe(gid)
    await giveTree(root, 'volume', process.getgid!(), false)
    for (const folder of ['volume', 'volume/a', 'volume/a/b']) expect(looks(folder)).toEqual([process.getgid!(), 0o755])
  })

  it('leads nowhere else: neither by links nor by second names', async () => {
    symlinkSync(at('outside'), at('volume/a/link'))
    symlinkSync(at('outside/other'), at('volume/a/file-link'))
    linkSync(at('outside/file'), at('volume/a/second'))
    chmodSync(at('outside/file'), 0o644)
    await giveTree(root, 'volume', gid, true)
    expect(looks('outside')).toEqual([process.getgid!(), 0o755])
    expect(looks('outside/file')).toEqual([process.getgid!(), 0o644])
    expect(statSync(at('outside/other')).gid).toBe(process.getgid!())
  })

  it('is no link itself', async () => {
    symlinkSync(at('outside'), at('link'))
    for (const path of ['link', 'link/file', 'volume/../outside']) {
      await expect(giveTree(root, path, gid, true)).rejects.toThrow(/can't be had/)
    }
    expect(looks('outside')).toEqual([process.getgid!(), 0o755])
  })

  it('that is very deep is given as far down as we go', async () => {
    const deep = Array.from({ length: 300 }, () => 'd').join('/')
    mkdirSync(at(`volume/${deep}`), { recursive: true })
    await giveTree(root, 'volume', gid, true)
    const mode = (levels: number) => looks(`volume/${deep.slice(0, 2 * levels - 1)}`)[1]! & 0o2020
    expect([mode(200), mode(201)]).toEqual([0o2020, 0])
  })
})
