import { describe, expect, it } from 'vitest'
import { parseImageConfig } from '../../../../../src/daemons/follower/images/sources/image-config.ts'
import {
  choosePlatform,
  type IndexEntry,
  parseManifest,
} from '../../../../../src/daemons/follower/images/sources/manifest.ts'

const digest = (character: string) => `sha256:${character.repeat(64)}`
const blob = (character: string) => ({ mediaType: '', digest: digest(character), size: 7 })

describe('a manifest', () => {
  it('is read from Docker and OCI alike, by what it holds', () => {
    const text = JSON.stringify({ schemaVersion: 2, config: { digest: digest('a'), size: 7 }, layers: [blob('b')] })
    expect(parseManifest(text)).toEqual({ kind: 'manifest', config: blob('a'), layers: [blob('b')] })
  })

  it('may be an index', () => {
    const text = JSON.stringify({
      schemaVersion: 2,
      manifests: [
        { ...blob('a'), platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
        { ...blob('b'), annotations: { 'org.opencontainers.image.ref.name': 'v1' } },
      ],
    })
    expect(parseManifest(text)).toMatchObject({
      kind: 'index',
      manifests: [{ platform: { os: 'linux', architecture: 'arm', variant: 'v7' } }, { name: 'v1' }],
    })
  })

  it.each([
    ['{"schemaVersion":1,"fsLayers":[]}', 'schema 1'],
    ['', 'neither'],
    ['[]', 'neither'],
    ['{"schemaVersion":2}', 'neither'],
    [JSON.stringify({ schemaVersion: 2, config: blob('a'), layers: [{ digest: 'sha256:../..', size: 1 }] }), 'neither'],
    [JSON.stringify({ schemaVersion: 2, config: blob('a'), layers: [{ ...blob('b'), size: -1 }] }), 'neither'],
    [JSON.stringify({ schemaVersion: 2, config: blob('a'), layers: Array(513).fill(blob('b')) }), 'neither'],
  ])('is refused as %s', (text, why) => {
    expect(parseManifest(text)).toEqual({ problem: expect.stringContaining(why) })
  })
})

describe('the image for a machine', () => {
  const entry = (name: string, os: string, architecture: string, variant?: string): IndexEntry => ({
    ...blob('a'),
    name,
    platform: { os, architecture, ...(variant ? { variant } : {}) },
  })
  const all = [
    entry('windows', 'windows', 'amd64'),
    entry('unknown', 'unknown', 'unknown'),
    entry('v6', 'linux', 'arm', 'v6'),
    entry('v7', 'linux', 'arm', 'v7'),
    entry('v3', 'linux', 'amd64', 'v3'),
    entry('amd64', 'linux', 'amd64'),
    entry('arm64', 'linux', 'arm64', 'v8'),
  ]
  it.each([
    ['x64', all, 'amd64'],
    ['arm64', all, 'arm64'],
    ['arm', all, 'v7'],
    ['s390x', all, undefined],
    ['x64', [entry('only', 'linux', 'arm64')], undefined],
    ['x64', [{ ...blob('a'), name: 'alone' }], 'alone'],
    ['x64', [], undefined],
  ])('%s', (arch, entries, name) => {
    expect(choosePlatform(entries, arch)?.name).toBe(name)
  })
})

describe('an image’s configuration', () => {
  it.each([
    [{}, { run: {}, diffIds: [] }],
    [
      { config: null, rootfs: null, os: null },
      { run: {}, diffIds: [] },
    ],
    [
      {
        os: 'linux',
        config: { Cmd: ['sh'], Entrypoint: null, Env: ['A=b', 'odd', '=x'], WorkingDir: '', User: 'nobody' },
      },
      { os: 'linux', run: { Cmd: ['sh'], Env: ['A=b'] }, diffIds: [] },
    ],
    [
      { config: { Entrypoint: ['/e'], Cmd: [], WorkingDir: '/w' }, rootfs: { diff_ids: [digest('a')] } },
      { run: { Entrypoint: ['/e'], WorkingDir: '/w' }, diffIds: [digest('a')] },
    ],
  ])('%j', (config, read) => {
    expect(parseImageConfig(JSON.stringify(config))).toEqual(read)
  })

  it.each(['', '[]', '{"config":{"Cmd":"sh"}}', '{"config":{"Env":["A=\\u0000"]}}', '{"rootfs":{"diff_ids":["x"]}}'])(
    'is refused as %s',
    text => {
      expect(parseImageConfig(text)).toEqual({ problem: 'its configuration is malformed' })
    },
  )
})
