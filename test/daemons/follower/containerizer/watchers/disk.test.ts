import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diskTargets } from '../../../../../src/daemons/follower/containerizer/watchers/disk-targets.ts'
import {
  diskLimitation,
  diskStatistics,
} from '../../../../../src/daemons/follower/containerizer/watchers/disk-usage.ts'
import {
  measureFolders,
  notReached,
  readSizes,
} from '../../../../../src/daemons/follower/containerizer/watchers/measure-folders.ts'
import { readReport } from '../../../../../src/daemons/follower/linux/xfs-projects.ts'
import type { Resource } from '../../../../../src/mesos/messages/resource.ts'

const mb = 1024 * 1024
const disk = (value: number, more: object = {}): Resource => ({
  name: 'disk',
  type: 'SCALAR',
  scalar: { value },
  ...more,
})
const volume = (value: number, source?: object) =>
  disk(value, {
    reservations: [{ type: 'DYNAMIC', role: 'dev' }],
    disk: {
      persistence: { id: 'v' },
      volume: { container_path: 'data', mode: 'RW' },
      ...(source ? { source } : {}),
    },
  })
const watched = (...resources: Resource[]) => ({
  containerId: 'c',
  directory: '/work/c',
  resources,
  withNested: ['c'],
})

describe('the folders of a container', () => {
  it('are its sandbox and its volumes, each with its own limit', () => {
    expect(diskTargets(watched(disk(4), disk(2), volume(8)), '/work')).toMatchObject([
      { path: '/work/c', limitBytes: 6 * mb },
      { path: '/work/volumes/roles/dev/v', limitBytes: 8 * mb, unlimited: false },
    ])
    expect(diskTargets(watched(), '/work')).toEqual([{ containerId: 'c', path: '/work/c', resources: [] }])
    const own = volume(8, { type: 'MOUNT', mount: { root: '/disk' } })
    expect(diskTargets(watched(own), '/work')[1]).toMatchObject({ path: '/disk', unlimited: true })
  })
})

describe('what they take', () => {
  const targets = diskTargets(watched(disk(4), volume(1)), '/work')
  const used = (sandbox: number, data: number) =>
    new Map([
      ['/work/c', sandbox],
      ['/work/volumes/roles/dev/v', data],
    ])
  it('is told', () => {
    expect(diskStatistics(targets, used(5, 6))).toEqual({
      disk_limit_bytes: 4 * mb,
      disk_used_bytes: 5,
      disk_statistics: [{ persistence: { id: 'v' }, limit_bytes: mb, used_bytes: 6 }],
    })
    expect(diskStatistics(diskTargets(watched(), '/work'), new Map())).toEqual({})
  })
  it.each([
    { sizes: used(4 * mb, mb), message: undefined },
    { sizes: used(5 * mb, 0), message: 'Disk usage (5MB) exceeds quota (4MB)' },
    { sizes: used(4 * mb + 1024, 0), message: 'Disk usage (4097KB) exceeds quota (4MB)' },
    { sizes: used(0, mb + 1), message: 'Disk usage (1048577B) exceeds quota (1MB)' },
    { sizes: new Map(), message: undefined },
  ])('is too much or not: $message', ({ sizes, message }) => {
    expect(diskLimitation(targets, sizes)?.message).toBe(message)
  })
  it('is as much as it wants on a disk of its own', () => {
    const own = volume(1, { type: 'MOUNT', mount: { root: '/disk' } })
    expect(diskLimitation(diskTargets(watched(own), '/work'), new Map([['/disk', 9 * mb]]))).toBeUndefined()
  })
})

describe('measuring', () => {
  it('follows no link, and leaves out what is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mantl-measure-'))
    const [big, small, odd] = ['big', 'small', "o'dd $(name)\t"].map(name => join(folder, name))
    for (const path of [big!, small!, odd!]) mkdirSync(path)
    writeFileSync(join(big!, 'file'), Buffer.alloc(2 * mb, 1))
    symlinkSync(join(big!, 'file'), join(small!, 'link'))
    writeFileSync(join(odd!, '-rf'), Buffer.alloc(mb, 1))
    const sizes = await measureFolders([big!, small!, odd!, join(folder, 'absent'), big!], 'du')
    expect([...sizes.keys()].sort()).toEqual([big!, odd!, small!].sort())
    expect(sizes.get(big!)).toBeGreaterThanOrEqual(2 * mb)
    expect(sizes.get(small!)).toBeLessThan(mb)
    expect(sizes.get(odd!)).toBeGreaterThanOrEqual(mb)
    rmSync(folder, { recursive: true })
  })
  it('reads what is said, and nothing else', () => {
    expect(readSizes('= 0\n12\t.\n= 1\n= 2\n3\t.\nnonsense\n= 9\n9\t.\n', ['/a', '/b', '/c'])).toEqual([
      ['/a', 12 * 1024],
      ['/c', 3 * 1024],
    ])
  })
  it('goes on behind a folder that takes for ever', () => {
    expect(notReached('= 0\n12\t.\n= 1\n', ['/a', '/b', '/c', '/d'])).toEqual(['/c', '/d'])
    expect(notReached('', ['/a', '/b'])).toEqual(['/b'])
    expect(notReached('= 0\n', ['/a'])).toEqual([])
  })
  it('reads a report of projects', () => {
    const text =
      '#0              16          0          0     00 [--------]\n#7000         4096       4096       4096     00 [--------]\n'
    expect([...readReport(`\n${text}garbage\n`)]).toEqual([
      [0, { usedBytes: 16 * 1024, limitBytes: 0 }],
      [7000, { usedBytes: 4 * mb, limitBytes: 4 * mb }],
    ])
  })
})
