import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyPortion, portionsOf } from '../../../src/provisioning/apply/apply-changes.ts'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content, sha256 } from '../../../src/provisioning/model/content.ts'
import { type Unpacker, unpackArgv } from '../../../src/provisioning/model/unpacker.ts'
import { bytesSource } from '../../../src/transport/byte-source.ts'
import { type LocalHost, localHost } from '../../support/local-host.ts'

const program = 'the program\n'.repeat(10_000)
const parts = {
  [sha256(program)]: {
    raw: bytesSource(program),
    packed: async (unpacker: Unpacker) => ({ ...bytesSource(gzipSync(program)), unpack: unpackArgv[unpacker] }),
  },
  [sha256('script')]: { raw: bytesSource('script') },
}

let host: LocalHost
beforeEach(async () => {
  host = await localHost(parts)
})
afterEach(() => host.close())

const at = (name: string) => `${host.folder}/${name}`
const apply = (...changes: Change[]) => applyPortion(changes, host.context)
const why = 'w'
const write = (name: string, text: string, more: object = {}): Change => ({
  kind: 'write-file',
  path: at(name),
  content: content(text),
  mode: 0o644,
  replaces: false,
  why,
  ...more,
})
const mode = (name: string) => (statSync(at(name)).mode & 0o7777).toString(8)

describe('changes on a real host', () => {
  it('lines of ours in a file of others are noted, and taken out again with nothing else', async () => {
    const block = { begin: '# begin', end: '# end' }
    writeFileSync(at('hosts'), '127.0.0.1 localhost\n', { mode: 0o640 })
    const text = '127.0.0.1 localhost\n# begin\n10.0.0.1 a\n# end\n::1 localhost\n'
    await apply(write('hosts', text, { replaces: true, block, mode: 0o640 }))
    expect([host.made(), readFileSync(at('hosts'), 'utf8')]).toEqual([['block hosts'], text])
    const removal = { kind: 'remove-block', path: at('hosts'), ...block, why } as const
    expect(await apply(removal, removal)).toEqual({ done: 2 })
    expect([readFileSync(at('hosts'), 'utf8'), mode('hosts')]).toEqual(['127.0.0.1 localhost\n::1 localhost\n', '640'])
    expect(await apply({ ...removal, path: at('nowhere') })).toEqual({ done: 1 })
    expect(readdirSync(host.folder).filter(name => name.startsWith('hosts'))).toEqual(['hosts'])
  })

  it('make-directory makes missing parents and notes each on its own', async () => {
    expect(await apply({ kind: 'make-directory', path: at('a/b/c'), mode: 0o2750, why })).toEqual({ done: 1 })
    expect(mode('a/b/c')).toBe('2750')
    expect(host.made()).toEqual(['path a', 'path a/b', 'tree a/b/c'])
  })

  it.each([
    ['with a slash behind it', 'e/f/', ['path e', 'tree e/f/']],
    ['that is there', '.', ['tree .']],
  ])('make-directory of one %s', async (_, path, made) => {
    expect(await apply({ kind: 'make-directory', path: at(path), mode: 0o711, why })).toEqual({ done: 1 })
    expect(mode(path)).toBe('711')
    expect(host.made()).toEqual(made)
  })

  it('the folder of the list is made first, and noted with its parents that did not exist', async () => {
    const state = at('x/y/state')
    const layout = { ...host.context.layout, state }
    await applyPortion([{ kind: 'make-directory', path: at('d'), mode: 0o755, why }], { ...host.context, layout })
    const list = readFileSync(`${state}/made`, 'utf8').replaceAll(`${host.folder}/`, '')
    expect(list.split('\n').filter(Boolean)).toEqual(['path x', 'path x/y', 'tree x/y/state', 'tree d'])
  })

  it('a directory that others use too is noted as a path', async () => {
    await apply({ kind: 'make-directory', path: at('shared'), mode: 0o755, shared: true, why })
    expect(host.made()).toEqual(['path shared'])
  })

  it('write-file writes all bytes with their mode and leaves nothing else behind', async () => {
    mkdirSync(at('d'))
    const text = `a'b"$x\\\n%s\0ä\n`
    expect(await apply(write('d/f', text, { mode: 0o600 }))).toEqual({ done: 1 })
    expect([readFileSync(at('d/f'), 'utf8'), mode('d/f'), readdirSync(at('d'))]).toEqual([text, '600', ['f']])
    expect(host.made()).toEqual(['path d/f'])
  })

  it('a file comes in the place of a link, not into the folder to which that leads', async () => {
    mkdirSync(at('elsewhere'))
    symlinkSync(at('elsewhere'), at('f'))
    await apply(write('f', 'new', { replaces: true }))
    expect([readFileSync(at('f'), 'utf8'), readdirSync(at('elsewhere'))]).toEqual(['new', []])
  })

  it('a file that is replaced is not noted', async () => {
    writeFileSync(at('f'), 'old')
    await apply(write('f', 'new', { replaces: true }))
    expect([readFileSync(at('f'), 'utf8'), host.made()]).toEqual(['new', []])
  })

  it('set-attributes', async () => {
    writeFileSync(at('f'), '')
    await apply({ kind: 'set-attributes', path: at('f'), mode: 0o640, why })
    expect(mode('f')).toBe('640')
  })

  it('a folder has the mode that is asked for, and no bit of before or of the folder above', async () => {
    const folder = (name: string, mode: number): Change => ({
      kind: 'make-directory',
      path: at(name),
      mode,
      why,
    })
    await apply(folder('d', 0o2770), folder('d/new', 0o750), folder('d/again', 0o3755))
    expect(['d', 'd/new', 'd/again'].map(mode)).toEqual(['2770', '750', '3755'])
    await apply(folder('d/again', 0o711), { kind: 'set-attributes', path: at('d'), mode: 0o755, why })
    expect(['d', 'd/again'].map(mode)).toEqual(['755', '711'])
  })

  it('link is made, and switched without a moment between', async () => {
    await apply({ kind: 'link', path: at('l'), target: '/one', why })
    await apply({ kind: 'link', path: at('l'), target: '/two', why })
    expect([readlinkSync(at('l')), host.made(), readdirSync(host.folder).sort()]).toEqual([
      '/two',
      ['path l'],
      ['l', 'state'],
    ])
  })

  it('link takes the place of no directory', async () => {
    mkdirSync(at('l'))
    const { done, error } = await apply({ kind: 'link', path: at('l'), target: '/one', why })
    expect([done, error?.code, lstatSync(at('l')).isDirectory()]).toEqual([0, 'apply.failed', true])
  })

  it.each<[string, boolean, string[]]>([
    ['a file', false, ['dir', 'full']],
    ['an empty folder', false, ['file', 'full']],
    ['a folder that is not empty, not recursively', false, ['dir', 'file', 'full']],
    ['a folder with all that is in it', true, ['dir', 'file']],
    ['what is gone already', false, ['dir', 'file', 'full']],
  ])('remove-path: %s', async (what, recursive, left) => {
    mkdirSync(at('x/dir'), { recursive: true })
    mkdirSync(at('x/full/inner'), { recursive: true })
    writeFileSync(at('x/file'), '')
    const name = what.includes('file')
      ? 'file'
      : what.includes('empty folder')
        ? 'dir'
        : what.includes('gone')
          ? 'none'
          : 'full'
    expect(await apply({ kind: 'remove-path', path: at(`x/${name}`), recursive, why })).toEqual({ done: 1 })
    expect(readdirSync(at('x')).sort()).toEqual(left)
  })

  it.each<[string, object]>([
    ['as it is', {}],
    ['compressed', { unpacker: 'gunzip' }],
  ])('push-release sends what is missing %s, and the release stands complete', async (_, more) => {
    const release = {
      digest: 'd'.repeat(64),
      version: '1',
      files: [
        { path: 'lib/program', mode: 0o755, sha256: sha256(program), size: program.length },
        { path: 'bin/script', mode: 0o644, sha256: sha256('script'), size: 6 },
        { path: 'bin/same', mode: 0o644, sha256: sha256('script'), size: 6 },
      ],
    }
    const { store, releases } = host.context.layout
    mkdirSync(store, { recursive: true })
    const missingBlobs = [sha256(program), sha256('script')]
    expect(await apply({ kind: 'push-release', release, folder: releases, store, missingBlobs, why, ...more })).toEqual(
      {
        done: 1,
      },
    )
    const folder = `${releases}/${release.digest}`
    expect(readdirSync(folder).sort()).toEqual(['.complete', 'bin', 'lib'])
    expect(readFileSync(`${folder}/lib/program`, 'utf8')).toBe(program)
    expect(readdirSync(store).sort()).toEqual([...missingBlobs].sort())
    expect(readdirSync(releases)).toEqual([release.digest])
    const change = {
      kind: 'remove-releases',
      folder: releases,
      releases: [release.digest],
      store,
      parts: [sha256('script')],
      why,
    } as const
    expect(await apply(change)).toEqual({ done: 1 })
    expect([readdirSync(releases), readdirSync(store)]).toEqual([[], [sha256(program)]])
  })
})

describe('a release on this very machine', () => {
  const files = [{ path: 'lib/program', mode: 0o755, sha256: sha256(program), size: program.length }]
  const release = { digest: 'e'.repeat(64), version: '1', files }
  const push = async (linkable: boolean) => {
    const localPath = at('cached')
    writeFileSync(localPath, program, { mode: 0o644 })
    const { store, releases } = host.context.layout
    mkdirSync(store, { recursive: true })
    const blob = () => ({ raw: bytesSource(program), localPath, ...(linkable ? { linkable: true as const } : {}) })
    const missingBlobs = [sha256(program)]
    const change = { kind: 'push-release', release, folder: releases, store, missingBlobs, why } as const
    expect(await applyPortion([change], { ...host.context, blob })).toEqual({ done: 1 })
    return [statSync(localPath), statSync(`${releases}/${release.digest}/lib/program`)] as const
  }

  it('is linked to what lies in our cache', async () => {
    const [cached, pushed] = await push(true)
    expect([pushed.ino, pushed.mode & 0o777]).toEqual([cached.ino, 0o755])
  })

  it('is a copy of what is not ours to share', async () => {
    const [cached, pushed] = await push(false)
    expect(pushed.ino).not.toBe(cached.ino)
    expect([cached.mode & 0o777, pushed.mode & 0o777]).toEqual([0o644, 0o755])
  })
})

describe('several changes in one message', () => {
  it('come in their order, the first that fails is named, and none after it is carried out', async () => {
    const changes = [write('one', '1'), write('none/two', '2'), write('three', '3')]
    const { done, error } = await apply(...changes)
    expect([done, error?.code, error?.message]).toEqual([1, 'upload.failed', expect.stringContaining('none/two')])
    expect([existsSync(at('one')), existsSync(at('three'))]).toEqual([true, false])
  })

  it('one does not see variables, options or folders of another', async () => {
    const { done } = await apply(
      { kind: 'make-directory', path: at('a'), mode: 0o755, owner: undefined, why },
      write('a/f', 'x'),
      { kind: 'make-directory', path: at('b/c'), mode: 0o755, why },
    )
    expect([done, mode('b/c')]).toEqual([3, '755'])
  })

  it('what a failed one said is what is told', async () => {
    const { error } = await apply(write('f', 'x'), { kind: 'set-attributes', path: at('absent'), mode: 0o644, why })
    expect(error?.message).toMatch(/^chmod: .*absent.*No such file/)
  })

  it('a connection that is gone fails the first one', async () => {
    await host.context.connection.close()
    expect(await apply(write('f', 'x'))).toEqual({
      done: 0,
      error: expect.objectContaining({ code: 'command.interrupted' }),
    })
  })

  it('quick neighbours go together, long ones alone, and not too many at once', () => {
    const ready: Change = { kind: 'await', what: 'x', command: { argv: ['true'] }, timeoutMs: 1, why }
    const changes = [
      write('a', ''),
      write('b', ''),
      ready,
      write('c', ''),
      ...Array.from({ length: 45 }, () => write('d', '')),
    ]
    expect(portionsOf(changes, host.context.layout).map(({ length }) => length)).toEqual([2, 1, 40, 6])
  })
})

describe('await', () => {
  const waiting = (script: string, more: object = {}): Change => ({
    kind: 'await',
    what: 'it is up',
    command: { script },
    timeoutMs: 60_000,
    why,
    ...more,
  })

  it('asks again until it is so', async () => {
    const script = `[ -e ${at('seen')} ] || { : > ${at('seen')}; exit 1; }`
    expect(await apply(waiting(script))).toEqual({ done: 1 })
  })

  it('ends when the time is over, with the last words', async () => {
    const { error } = await apply(waiting('exit 1', { timeoutMs: 50, explain: { script: 'echo no memory' } }))
    expect([error?.code, error?.message]).toEqual([
      'apply.not_ready',
      '0.05 s passed, and still not: it is up\nno memory',
    ])
  })

  it('ends early when waiting is useless', async () => {
    const { error } = await apply(waiting('exit 1', { timeoutMs: 60_000, hopeless: { script: 'exit 0' } }))
    expect([error?.message, error?.hint]).toEqual(['it does not stay up, and still not: it is up', undefined])
    const named = await apply(waiting('exit 1', { timeoutMs: 60_000, hopeless: { script: 'exit 0' }, unit: 'u' }))
    expect(named.error).toMatchObject({
      message: 'u does not stay up, and still not: it is up',
      hint: expect.stringContaining('journalctl -u u'),
    })
  })
})
