import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modeText } from '../../src/http/files/file-info.ts'
import { filesRoutes } from '../../src/http/files/routes.ts'
import { createVirtualPaths, type VirtualPaths } from '../../src/http/files/virtual-paths.ts'
import type { Authorize } from '../../src/http/types.ts'
import { serve, type TestServer } from './serve.ts'

let folder: string
let sandbox: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mantl-files-')))
  sandbox = join(folder, 'runs', 'c1')
  mkdirSync(join(sandbox, 'sub'), { recursive: true })
  writeFileSync(join(folder, 'secret'), 'outside')
  writeFileSync(join(sandbox, 'stdout'), 'hi\n')
  chmodSync(join(sandbox, 'stdout'), 0o644)
  utimesSync(join(sandbox, 'stdout'), 1795212235, 1795212235.7)
  symlinkSync(sandbox, join(folder, 'runs', 'latest'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const start = async (
  authorize: Authorize = () => true,
): Promise<
  TestServer & { paths: VirtualPaths; get: (what: string, query: Record<string, string>) => Promise<Response> }
> => {
  const paths = createVirtualPaths(authorize)
  paths.attach(sandbox, sandbox, { action: 'ACCESS_SANDBOX', object: { value: 'f1' } })
  const server = await serve({ routes: filesRoutes('mesos-agent-readonly', paths) })
  return { ...server, paths, get: (what, query) => server.ask(`/files/${what}?${new URLSearchParams(query)}`) }
}

describe('/files/browse', () => {
  it('lists a folder with Mesos’ keys, sorted', async () => {
    const { get } = await start()
    const [stdout, sub] = (await (await get('browse', { path: sandbox })).json()) as Record<string, unknown>[]
    const name = userInfo().username
    expect(stdout).toEqual({
      gid: expect.any(String),
      mode: '-rw-r--r--',
      mtime: 1795212235,
      nlink: 1,
      path: `${sandbox}/stdout`,
      size: 3,
      uid: name,
    })
    expect(Object.keys(stdout!)).toEqual(['gid', 'mode', 'mtime', 'nlink', 'path', 'size', 'uid'])
    expect(sub).toMatchObject({ path: `${sandbox}/sub`, mode: expect.stringMatching(/^d/) })
  })

  it('lists a virtual path under its own name, with or without a slash at the end', async () => {
    const { paths, get } = await start()
    paths.attach('/frameworks/f1/executors/e/runs/latest', sandbox)
    for (const path of ['/frameworks/f1/executors/e/runs/latest', '/frameworks/f1/executors/e/runs/latest/']) {
      const [first] = (await (await get('browse', { path })).json()) as { path: string }[]
      expect(first!.path).toBe('/frameworks/f1/executors/e/runs/latest/stdout')
    }
  })

  it.each([
    [0o100644, '-rw-r--r--'],
    [0o040755, 'drwxr-xr-x'],
    [0o120777, 'lrwxrwxrwx'],
    [0o104755, '-rwsr-xr-x'],
    [0o041777, 'drwxrwxrwt'],
    [0o102644, '-rw-r-Sr--'],
    [0o140600, 'srw-------'],
  ])('writes mode %o as %s', (mode, text) => expect(modeText(mode)).toBe(text))
})

describe('/files/read', () => {
  it.each([
    [
      { offset: '0', length: '100' },
      { data: 'hi\n', offset: 0 },
    ],
    [
      { offset: '1', length: '1' },
      { data: 'i', offset: 1 },
    ],
    [{ offset: '0' }, { data: 'hi\n', offset: 0 }],
    [
      { offset: '0', length: '-1' },
      { data: 'hi\n', offset: 0 },
    ],
    [{ offset: '-1' }, { data: '', offset: 3 }],
    [{}, { data: '', offset: 3 }],
    [{ offset: '99' }, { data: '', offset: 99 }],
  ])('%j gives %j', async (query, expected) => {
    const { get } = await start()
    const response = await get('read', { path: `${sandbox}/stdout`, ...query })
    expect([response.status, await response.text()]).toEqual([200, JSON.stringify(expected)])
  })

  it('gives 16 pages at most, and JSONP', async () => {
    const { get } = await start()
    appendFileSync(join(sandbox, 'big'), 'x'.repeat(100_000))
    const read = await get('read', { path: `${sandbox}/big`, offset: '0', length: '90000' })
    expect(((await read.json()) as { data: string }).data).toHaveLength(65_536)
    const jsonp = await get('read', { path: `${sandbox}/stdout`, offset: '0', jsonp: 'cb' })
    expect(await jsonp.text()).toBe('cb({"data":"hi\\n","offset":0})')
  })

  it.each([
    [{ offset: 'x' }, 400],
    [{ offset: '-2' }, 400],
    [{ offset: '0', length: 'x' }, 400],
    [{ offset: '0', length: '-2' }, 400],
  ])('%j is refused', async (query, status) => {
    const { get } = await start()
    expect((await get('read', { path: `${sandbox}/stdout`, ...query })).status).toBe(status)
  })

  it('does not hang on a pipe that a task laid out', async () => {
    const { get } = await start()
    execFileSync('mkfifo', [join(sandbox, 'pipe')])
    expect(await (await get('read', { path: `${sandbox}/pipe`, offset: '0' })).json()).toEqual({ data: '', offset: 0 })
    expect((await get('download', { path: `${sandbox}/pipe` })).status).toBe(404)
  })
})

describe('/files/download', () => {
  it.each([
    ['stdout', 'hi\n', 'application/octet-stream'],
    ['empty.txt', '', 'text/plain'],
    ['page.html', '<p>', 'text/html'],
  ])('%s', async (name, content, type) => {
    const { get } = await start()
    writeFileSync(join(sandbox, name), content)
    const response = await get('download', { path: `${sandbox}/${name}` })
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename=${name}`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-length')).toBe(String(content.length))
    expect(await response.text()).toBe(content)
  })

  it('a large one, whole, also when it grows meanwhile', async () => {
    const { get } = await start()
    const file = join(sandbox, 'large')
    writeFileSync(file, Buffer.alloc(5_000_000, 'a'))
    const response = await get('download', { path: file })
    appendFileSync(file, 'more')
    expect((await response.arrayBuffer()).byteLength).toBe(5_000_000)
  })

  it('HEAD tells the length alone', async () => {
    const { ask } = await start()
    const response = await ask(`/files/download?path=${sandbox}/stdout`, { method: 'HEAD' })
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '3'])
  })
})

describe('what is refused', () => {
  it.each([
    ['browse', {}, 400, "Expecting 'path=value' in query.\n"],
    ['browse', { path: '/' }, 404, ''],
    ['read', { path: '/master/log', offset: '0' }, 404, ''],
    ['read', { path: 'SANDBOX/nope', offset: '0' }, 404, ''],
    ['read', { path: 'SANDBOX/stdout/x', offset: '0' }, 404, ''],
    ['read', { path: 'SANDBOX', offset: '0' }, 400, 'Cannot read a directory.\n'],
    ['download', { path: 'SANDBOX' }, 400, 'Cannot download a directory.\n'],
    ['download', { path: 'SANDBOX/../../secret' }, 404, ''],
    ['download', { path: 'SANDBOX/link' }, 404, ''],
    ['browse', { path: 'SANDBOX/up' }, 404, ''],
    ['download', { path: 'SANDBOX/up/secret' }, 404, ''],
    ['download', { path: 'SANDBOX2/x' }, 404, ''],
    ['download', { path: 'SANDBOX/a\0b' }, 404, ''],
  ] as const)('%s %j: %d', async (what, query, status, body) => {
    const { get } = await start()
    symlinkSync(join(folder, 'secret'), join(sandbox, 'link'))
    symlinkSync(folder, join(sandbox, 'up'))
    mkdirSync(`${sandbox}2`)
    writeFileSync(join(`${sandbox}2`, 'x'), 'a neighbour’s')
    const path = (query as { path?: string }).path?.replace('SANDBOX', sandbox)
    const response = await get(what, path === undefined ? {} : { ...query, path })
    expect([response.status, await response.text()]).toEqual([status, body])
  })

  it('a link inside the sandbox is fine, and so is a root that is a link', async () => {
    const { get, paths } = await start()
    symlinkSync('stdout', join(sandbox, 'alias'))
    paths.attach('/latest', join(folder, 'runs', 'latest'))
    expect(await (await get('download', { path: `${sandbox}/alias` })).text()).toBe('hi\n')
    expect(await (await get('download', { path: '/latest/stdout' })).text()).toBe('hi\n')
  })

  it('who may not', async () => {
    const { get } = await start((action, _principal, object) => action !== 'ACCESS_SANDBOX' || object?.value !== 'f1')
    const response = await get('read', { path: `${sandbox}/stdout` })
    expect([response.status, await response.text()]).toEqual([403, '403 Forbidden.'])
  })

  it('what was detached', async () => {
    const { get, paths, ask } = await start()
    expect(await (await ask('/files/debug')).json()).toEqual({ [sandbox]: sandbox })
    paths.detach(`${sandbox}/`)
    expect((await get('browse', { path: sandbox })).status).toBe(404)
    expect(await (await ask('/files/debug')).json()).toEqual({})
  })
})
