import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../src/daemons/follower/paths.ts'
import {
  keepResources,
  redoResources,
  replaceResources,
} from '../../../../src/daemons/follower/perform/keep-resources.ts'
import { leftAside } from '../../../../src/daemons/follower/perform/volumes.ts'
import { writeMessageFile } from '../../../../src/daemons/follower/recovery/files.ts'
import { readResourceState } from '../../../../src/daemons/follower/recovery/resource-state.ts'
import { ResourceState } from '../../../../src/mesos/messages/internal-operations.ts'
import type { Operation } from '../../../../src/mesos/messages/offer.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'

let folder: string
let places: ReturnType<typeof paths>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-volumes-'))
  places = paths(join(folder, 'work'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const volume = (id: string, source?: object): Resource =>
  ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 1 },
    reservations: [{ type: 'DYNAMIC', role: 'eng/web', principal: 'p' }],
    disk: {
      persistence: { id, principal: 'p' },
      volume: { container_path: 'data', mode: 'RW' },
      ...(source && { source }),
    },
  }) as Resource
const operation: Operation = {
  info: { type: 'RESERVE', reserve: {} },
  latest_status: { state: 'OPERATION_PENDING' },
  uuid: { value: 'AAAAAAAAAAAAAAAAAAAAAA==' },
}
const inWork = (...names: string[]) => join(folder, 'work', ...names)
const role = () => inWork('volumes/roles/eng web')

describe('what is reserved', () => {
  it('is read as it was written, with its operations', () => {
    expect(keepResources(places, [volume('v')], [operation])).toEqual({ aside: [] })
    expect(readResourceState(places)).toEqual({ resources: [volume('v')], operations: [operation] })
    expect(existsSync(inWork('meta/resources/resources_and_operations.state'))).toBe(true)
    expect(existsSync(`${places.resources}.target`)).toBe(false)
  })
  it('is nothing where nothing was written, and what an older follower wrote', () => {
    expect(readResourceState(places)).toBeUndefined()
    mkdirSync(inWork('meta/resources'), { recursive: true })
    writeFileSync(places.oldResources, '')
    expect(readResourceState(places)).toEqual({ resources: [], operations: [] })
  })
})

describe('volumes', () => {
  it('are made, survive what does not concern them, and go with all that is in them', () => {
    keepResources(places, [volume('a'), volume('b')], [])
    writeFileSync(join(role(), 'a/data'), 'precious')
    symlinkSync(folder, join(role(), 'b/link'))
    keepResources(places, [volume('a'), volume('b')], [operation])
    expect(readFileSync(join(role(), 'a/data'), 'utf8')).toBe('precious')
    const { aside } = keepResources(places, [volume('a')], [])
    expect(existsSync(join(role(), 'b'))).toBe(false)
    expect(aside).toHaveLength(1)
    expect(leftAside([{ root: inWork(), mount: false }])).toEqual(aside)
    keepResources(places, [volume('a'), volume('b')], [])
    expect(readdirSync(join(role(), 'b'))).toEqual([])
  })
  it('on a disk of their own: its folder stays, and is empty', () => {
    const root = join(folder, 'disk')
    mkdirSync(root)
    const whole = volume('m', { type: 'MOUNT', mount: { root } })
    keepResources(places, [whole], [])
    for (const name of ['one', 'two']) writeFileSync(join(root, name), name)
    mkdirSync(join(root, '.mantl-removed-by-a-task'))
    const { aside } = keepResources(places, [], [])
    expect(aside).toHaveLength(2)
    expect(new Set(leftAside([{ root, mount: true }]))).toEqual(new Set(aside))
    for (const path of aside) rmSync(path, { recursive: true })
    expect(readdirSync(root)).toEqual([])
  })
  it('that can not be made leave all as it was', () => {
    keepResources(places, [volume('a')], [])
    writeFileSync(join(role(), 'file'), '')
    const { problem } = keepResources(places, [volume('a'), volume('file')], [])
    expect(problem).toContain("eng web/file can't be made")
    expect(readResourceState(places)!.resources).toEqual([volume('a')])
    expect(existsSync(`${places.resources}.target`)).toBe(false)
  })
  it('are not made through a link', () => {
    mkdirSync(role(), { recursive: true })
    symlinkSync(folder, join(role(), 'v'))
    expect(keepResources(places, [volume('v')], []).problem).toContain('it is no folder')
  })
  it('of reservations that are let go stay', () => {
    keepResources(places, [volume('a')], [])
    writeFileSync(join(role(), 'a/data'), 'precious')
    replaceResources(places, [])
    expect(readResourceState(places)).toEqual({ resources: [], operations: [] })
    keepResources(places, [volume('b')], [])
    expect(readFileSync(join(role(), 'a/data'), 'utf8')).toBe('precious')
  })
})

describe('an earlier run that died in between', () => {
  const target = () => `${places.resources}.target`
  it('is finished', () => {
    keepResources(places, [volume('old')], [])
    writeMessageFile(target(), ResourceState, { resources: [volume('new')], operations: [operation] })
    const { aside } = redoResources(places)
    expect([existsSync(join(role(), 'old')), existsSync(join(role(), 'new')), aside.length]).toEqual([false, true, 1])
    expect(readResourceState(places)).toEqual({ resources: [volume('new')], operations: [operation] })
  })
  it('while it wrote is as if it had not begun', () => {
    keepResources(places, [volume('old')], [])
    writeFileSync(target(), Buffer.from([9, 0, 0, 0, 1]))
    expect(redoResources(places)).toEqual({ aside: [] })
    expect(readResourceState(places)!.resources).toEqual([volume('old')])
    expect(existsSync(target())).toBe(false)
  })
  it('nothing: nothing', () => expect(redoResources(places)).toEqual({ aside: [] }))
})
