import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { applyPortion } from '../../../src/provisioning/apply/apply-changes.ts'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content, sha256 } from '../../../src/provisioning/model/content.ts'
import type { RunBegun, RunEnded } from '../../../src/provisioning/model/journal.ts'
import { noteBegin, noteEnd } from '../../../src/provisioning/phases/journal.ts'
import { bytesSource } from '../../../src/transport/byte-source.ts'
import { type LocalHost, localHost } from '../../support/local-host.ts'

/** What is on the disk when a change is said to be done: a `sync` stands before the host's own, and notes what it is asked for. */
let programs: string
let host: LocalHost

beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), 'mantl-sync-'))
  const standIn = `#!/bin/sh\n{ [ "$1" != ./bin/p ] || printf 'in %s ' "$PWD"; for f; do printf '%s ' "$f"; done; echo; } >> ${programs}/said\n`
  writeFileSync(join(programs, 'sync'), standIn, { mode: 0o755 })
  writeFileSync(join(programs, 'said'), '')
  vi.stubEnv('PATH', `${programs}:${process.env.PATH}`)
  host = await localHost({ [sha256('x')]: { raw: bytesSource('x') } })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await host.close()
  await rm(programs, { recursive: true })
})

const synced = () =>
  readFileSync(join(programs, 'said'), 'utf8')
    .replaceAll(`${host.folder}/`, '')
    .replaceAll(/[0-9a-f]{64}/g, 'DIGEST')
    .replaceAll(/\.mantl-[0-9a-f]+/g, '')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)

const apply = (change: Change) => applyPortion([change], host.context)
const why = 'w'

it.each([
  ['a file', false, 'state/contents/DIGEST state/made state/applied .f'],
  ['a secret', true, 'state/made state/applied .f'],
])('%s, and before it what is noted of it', async (_, secret, expected) => {
  const path = `${host.folder}/f`
  await apply({ kind: 'write-file', path, content: content('text', { secret }), mode: 0o640, replaces: false, why })
  expect(synced()).toEqual([expected])
})

it('what is noted of all that goes together, at its end', async () => {
  const link = (name: string): Change => ({ kind: 'link', path: `${host.folder}/${name}`, target: 'x', why })
  await applyPortion([link('a'), link('b')], host.context)
  expect(synced()).toEqual(['state/made state/applied'])
})

it('a copy that lost its bytes is made again', async () => {
  const path = `${host.folder}/f`
  const copy = `${host.folder}/state/contents/${sha256('text')}`
  const write = { kind: 'write-file', path, content: content('text'), mode: 0o640, replaces: false, why } as const
  await apply(write)
  writeFileSync(copy, '')
  await apply(write)
  expect(readFileSync(copy, 'utf8')).toBe('text')
})

it.each([
  ['that takes the place of another, before it is there', true],
  ['that is the first, in the background', false],
])('a release %s', async (_, another) => {
  const { layout } = host.context
  const release = { digest: 'd2', version: '2', files: [{ path: 'bin/p', mode: 0o755, sha256: sha256('x'), size: 1 }] }
  mkdirSync(layout.releases, { recursive: true })
  mkdirSync(layout.store)
  if (another) symlinkSync('nowhere', layout.current)
  const folders = { folder: layout.releases, store: layout.store }
  await apply({ kind: 'push-release', release, ...folders, missingBlobs: [sha256('x')], why } as Change)
  const where = another ? '.d2.new' : 'd2'
  await expect
    .poll(synced, { timeout: 30_000 })
    .toEqual(['state/made state/applied', `in opt/releases/${where} ./bin/p`])
})

it('the notes of a run, at its beginning and at its end', async () => {
  const { connection, layout } = host.context
  writeFileSync(`${layout.state}/applied`, '')
  await noteBegin(connection, layout, { run: 'r1', changes: [] } as unknown as RunBegun)
  await noteEnd(connection, layout, { run: 'r1' } as unknown as RunEnded)
  expect(synced()).toEqual(['journal unfinished generations/r1 applied', 'journal applied'])
})
