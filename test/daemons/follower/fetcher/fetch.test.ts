import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fetchAll } from '../../../../src/daemons/follower/fetcher/fetch.ts'
import { findUser } from '../../../../src/daemons/follower/linux/users.ts'

const folder = mkdtempSync(join(tmpdir(), 'mantl-fetch-'))
const sandbox = join(folder, 'sandbox')
let server: Server
let address: string

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/hello' }).end()
    else if (request.url === '/hello') response.end(`hello ${request.headers.authorization ?? ''}`)
    else if (request.url === '/stall') response.writeHead(200).write('x')
    else if (request.url === '/cut')
      response.writeHead(200, { 'content-length': '9' }).write('x', () => request.socket.destroy())
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  rmSync(sandbox, { recursive: true, force: true })
  mkdirSync(sandbox)
})

const fetchInto = (uris: readonly object[], stallMillis = 60_000) =>
  fetchAll(uris as { value: string }[], { sandbox: { root: sandbox, path: '' }, frameworksHome: '', stallMillis })
const content = (name: string) => readFileSync(join(sandbox, name), 'utf8')
const source = (name: string, data: string | Buffer = name) => {
  writeFileSync(join(folder, name), data)
  return join(folder, name)
}

describe('fetching', () => {
  it('local files, with the mode bit for executables', async () => {
    expect(
      await fetchInto([{ value: source('plain') }, { value: `file://${source('tool')}`, executable: true }]),
    ).toBeUndefined()
    expect(content('plain')).toBe('plain')
    expect(statSync(join(sandbox, 'tool')).mode & 0o777).toBe(0o755)
  })
  it('over http, following redirects, with credentials, to an output file', async () => {
    const uris = [
      { value: `http://${address}/moved` },
      { value: `http://me:pw@${address}/hello`, output_file: 'sub/folder/hi' },
    ]
    expect(await fetchInto(uris)).toBeUndefined()
    expect(content('moved')).toBe('hello ')
    expect(content('sub/folder/hi')).toBe(`hello Basic ${Buffer.from('me:pw').toString('base64')}`)
  })
  it('unpacks tar and gz and keeps the archive', async () => {
    source('inside', 'unpacked')
    execFileSync('tar', ['-C', folder, '-czf', join(folder, 'a.tar.gz'), 'inside'])
    expect(
      await fetchInto([{ value: join(folder, 'a.tar.gz') }, { value: source('b.txt.gz', gzipSync('zipped')) }]),
    ).toBeUndefined()
    expect(content('inside')).toBe('unpacked')
    expect(content('b.txt')).toBe('zipped')
    expect(existsSync(join(sandbox, 'a.tar.gz'))).toBe(true)
  })
})

describe('failures name the cause, in the sandbox too', () => {
  it.each([
    ['a missing file', () => [{ value: '/nonexistent/file' }], '/nonexistent/file does not exist'],
    ['a folder', () => [{ value: folder }], 'is no file'],
    ['a 404', () => [{ value: `http://${address}/absent` }], 'the server answered 404'],
    ['nobody there', () => [{ value: 'http://127.0.0.1:1/x' }], 'ECONNREFUSED'],
    ['a broken archive', () => [{ value: source('bad.tar', 'no tar') }], 'tar failed'],
    ['a cut connection', () => [{ value: `http://${address}/cut` }], ''],
    ['no progress', () => [{ value: `http://${address}/stall` }], 'no progress for 300 ms'],
  ])('%s', async (_, uris, cause) => {
    const failure = await fetchInto(uris(), cause.startsWith('no progress') ? 300 : undefined)
    expect(failure).toContain(cause)
    expect(content('stderr')).toBe(`Failed to fetch: ${failure}\n`)
  })
})

describe('nothing is written outside the sandbox', () => {
  it('through a link that lies there', async () => {
    const outside = source('outside', 'untouched')
    symlinkSync(outside, join(sandbox, 'link'))
    symlinkSync(folder, join(sandbox, 'dir'))
    expect(await fetchInto([{ value: source('evil'), output_file: 'link' }])).toBeUndefined()
    expect(readFileSync(outside, 'utf8')).toBe('untouched')
    expect(await fetchInto([{ value: source('evil'), output_file: 'dir/outside' }])).toContain(
      'leads out of the sandbox',
    )
    expect(readFileSync(outside, 'utf8')).toBe('untouched')
  })
  it('by an archive with .. in it', async () => {
    mkdirSync(join(folder, 'deep'), { recursive: true })
    source('escaped')
    execFileSync('tar', ['-C', join(folder, 'deep'), '-cPf', join(folder, 'evil.tar'), '../escaped'])
    rmSync(join(folder, 'escaped'))
    expect(await fetchInto([{ value: join(folder, 'evil.tar') }])).toContain('tar failed')
    expect(existsSync(join(folder, 'escaped'))).toBe(false)
  })
})

describe.runIf(process.getuid?.() === 0)('for another user (skipped where we are not root)', () => {
  const nobody = findUser('nobody')
  const fetchFor = (uris: readonly object[]) =>
    fetchAll(uris as { value: string }[], {
      sandbox: { root: sandbox, path: '' },
      frameworksHome: '',
      stallMillis: 60_000,
      user: nobody,
    })
  beforeEach(() => {
    chmodSync(folder, 0o700) // what is fetched into is reached all the same
    chownSync(sandbox, nobody.uid, nobody.gid)
  })
  it('nothing is read that he may not read', async () => {
    const secret = source('secret', 'secret')
    chmodSync(secret, 0o600)
    expect(await fetchFor([{ value: secret }])).toContain('Permission denied')
  })
  it('everything is his, from the first moment on', async () => {
    const uris = [{ value: `http://${address}/hello`, output_file: 'sub/hi' }, { value: '/etc/hostname' }]
    expect(await fetchFor(uris)).toBeUndefined()
    execFileSync('tar', ['-C', '/etc', '-czf', join(folder, 'etc.tar.gz'), 'passwd'])
    chmodSync(join(folder, 'etc.tar.gz'), 0o644)
    chmodSync(folder, 0o755)
    expect(
      await fetchFor([{ value: join(folder, 'etc.tar.gz') }, { value: source('z.gz', gzipSync('z')) }]),
    ).toBeUndefined()
    chmodSync(folder, 0o700)
    for (const name of ['sub', 'sub/hi', 'hostname', 'passwd', 'z'])
      expect(statSync(join(sandbox, name)).uid).toBe(nobody.uid)
  })
  it('his links lead only where he may go himself', async () => {
    mkdirSync(join(folder, 'roots'))
    symlinkSync(join(folder, 'roots'), join(sandbox, 'stderr'))
    expect(await fetchFor([{ value: '/etc/hostname', output_file: 'stderr' }])).toBeUndefined()
    expect(readdirSync(join(folder, 'roots'))).toEqual([])
  })
})
