import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { MantlError } from '../../src/errors.ts'
import { accepted, ok, okEmpty, okText, redirect } from '../../src/http/answer.ts'
import { basicAuthenticator, realmsOf } from '../../src/http/authentication.ts'
import type { Route } from '../../src/http/types.ts'
import { serve } from './serve.ts'

const realms = realmsOf('master')

const routes: readonly Route[] = [
  { path: '/', handle: () => okText('root') },
  { path: '/state', handle: ({ query }) => ok({ a: 1, filler: 'x'.repeat(Number(query.size ?? 0)) }) },
  { path: '/health', handle: () => okEmpty },
  { path: '/api/v1', methods: ['POST'], handle: () => accepted },
  { path: '/weights', methods: ['GET', 'PUT'], realm: realms.readwrite, handle: r => ok({ who: r.principal?.value }) },
  { path: '/quota', handle: ({ rest, body }) => ok({ rest, body: body.toString() }) },
  { path: '/redirect', handle: () => redirect('//leader:5050') },
  { path: '/guarded', guarded: '/metrics/snapshot', handle: () => okEmpty },
  {
    path: '/broken',
    handle: () => {
      throw new Error('an inner secret')
    },
  },
  {
    path: '/invalid',
    handle: async () => {
      throw new MantlError('json.invalid', 'Call.type: expected a string')
    },
  },
]

const secrets: Readonly<Record<string, string>> = { ops: 's3:cret' }
const authenticate = basicAuthenticator(new Set([realms.readwrite]), principal => secrets[principal])
const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` })

describe('routes', () => {
  it.each([
    ['/', 200, 'root'],
    ['/master', 200, 'root'],
    ['/master/', 200, 'root'],
    ['/state', 200, '{"a":1,"filler":""}'],
    ['/state/', 200, '{"a":1,"filler":""}'],
    ['/master/state', 200, '{"a":1,"filler":""}'],
    ['/state.json', 200, '{"a":1,"filler":""}'],
    ['/%73tate', 200, '{"a":1,"filler":""}'],
    ['/nosuch', 404, '404 Not Found.'],
    ['/master/nosuch', 404, '404 Not Found.'],
    ['/slave(1)/state', 404, '404 Not Found.'],
    ['/state/more', 200, '{"a":1,"filler":""}'],
    ['/api/v1/operator', 405, "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'."],
    ['/quota/..%2f..%2fetc', 200, '{"rest":"../../etc","body":""}'],
    ['/quota/dev', 200, '{"rest":"dev","body":""}'],
    ['/quota', 200, '{"rest":"","body":""}'],
    ['/health', 200, ''],
    ['/api/v1', 405, "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'."],
    ['/broken', 500, '500 Internal Server Error.'],
    ['/invalid', 400, 'Call.type: expected a string'],
    ['/redirect', 307, ''],
  ])('GET %s is %d %j', async (path, status, body) => {
    const { ask } = await serve({ routes })
    const response = await ask(path)
    expect([response.status, await response.text()]).toEqual([status, body])
  })

  it('a .. segment is nowhere', async () => {
    const { raw } = await serve({ routes })
    for (const path of ['/quota/../state', '/quota/%2e%2e/state', '/..']) {
      expect(await raw([`GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`])).toMatch(/^HTTP\/1\.1 404 /)
    }
  })

  it.each(['HEAD', 'DELETE', 'OPTIONS', 'POST', 'PUT', 'PATCH'])(
    '%s reaches a route that names no methods',
    async method => {
      const { ask } = await serve({ routes })
      expect((await ask('/state', { method })).status).toBe(200)
    },
  )

  it('the 405 names the methods', async () => {
    const { ask } = await serve({ routes, authenticate })
    const response = await ask('/weights', { method: 'POST', headers: basic('ops:s3:cret') })
    expect(response.headers.get('allow')).toBe('GET, PUT')
    expect(await response.text()).toBe(
      "405 Method Not Allowed. Expecting one of { 'GET', 'PUT' }, but received 'POST'.",
    )
  })

  it('disabled paths are forbidden under all their names', async () => {
    const { ask } = await serve({ routes, disabledPaths: ['/state'] })
    for (const path of ['/state', '/master/state/']) expect((await ask(path)).status).toBe(403)
    expect((await ask('/health')).status).toBe(200)
  })

  it('the inside of an error stays in the log', async () => {
    const { ask, log } = await serve({ routes })
    await ask('/broken')
    expect(log.lines).toMatchObject([{ level: 'error', message: 'GET /broken failed' }])
  })
})

describe('headers', () => {
  it.each([
    ['/health', { 'content-length': '0', 'content-type': null }],
    ['/state', { 'content-length': '19', 'content-type': 'application/json' }],
    ['/nosuch', { 'content-length': '14', 'content-type': 'text/plain; charset=utf-8' }],
    ['/redirect', { location: '//leader:5050', 'content-length': '0' }],
  ])('of %s', async (path, expected) => {
    const { ask } = await serve({ routes })
    const { headers } = await ask(path)
    expect(headers.get('date')).toMatch(/ GMT$/)
    for (const [name, value] of Object.entries(expected)) expect(headers.get(name), name).toBe(value)
  })
})

describe('JSONP', () => {
  it.each([
    ['cb', 200, 'text/javascript', 'cb({"a":1,"filler":""})'],
    ['angular.callbacks._0', 200, 'text/javascript', 'angular.callbacks._0({"a":1,"filler":""})'],
    ['alert(1)//', 400, 'text/plain; charset=utf-8', 'The jsonp parameter is not the name of a function.\n'],
  ])('%s', async (name, status, type, body) => {
    const { ask } = await serve({ routes })
    const response = await ask(`/state?jsonp=${encodeURIComponent(name)}`)
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([status, type, body])
  })
})

describe('gzip', () => {
  it.each([
    ['gzip', 1024, 'gzip'],
    ['deflate, gzip;q=0.5', 5000, 'gzip'],
    ['gzip', 100, null],
    ['gzip;q=0', 5000, null],
    ['identity', 5000, null],
  ])('asked with %s for %d bytes and more', async (accept, size, encoding) => {
    const { ask } = await serve({ routes })
    const response = await ask(`/state?size=${size}`, { headers: { 'Accept-Encoding': accept } })
    expect(response.headers.get('content-encoding')).toBe(encoding)
    expect(await response.text()).toHaveLength(size + 19)
  })

  const post = (body: Buffer, encoding: string) => ({ method: 'POST', body, headers: { 'Content-Encoding': encoding } })

  it.each([
    ['inflated', gzipSync('hello'), 'gzip', 200, '{"rest":"","body":"hello"}'],
    ['no gzip', Buffer.from('hello'), 'gzip', 400, 'the body is not gzip'],
    ['a bomb', gzipSync(Buffer.alloc(100_000)), 'gzip', 413, 'the body inflates to more than 10000 bytes'],
    ['unknown', Buffer.from('x'), 'br', 400, "Content-Encoding 'br' is not known"],
  ])('a request’s body: %s', async (_name, body, encoding, status, text) => {
    const { ask } = await serve({ routes, bodyLimit: 10_000 })
    const response = await ask('/quota', post(body, encoding))
    expect([response.status, await response.text()]).toEqual([status, text])
  })
})

describe('bodies', () => {
  it.each(['text/plain', 'application/x-protobuf', 'application/x-www-form-urlencoded', 'application/json'])(
    'of type %s come as they are',
    async type => {
      const { ask } = await serve({ routes })
      const response = await ask('/quota', { method: 'POST', body: '{broken', headers: { 'Content-Type': type } })
      expect(await response.text()).toBe('{"rest":"","body":"{broken"}')
    },
  )

  it.each([
    ['as it is', Buffer.alloc(101), {}, 'the body has more than 100 bytes'],
    [
      'inflated',
      gzipSync(Buffer.alloc(101)),
      { 'Content-Encoding': 'gzip' },
      'the body inflates to more than 100 bytes',
    ],
  ])('have the limit of their route: %s', async (_, body, headers, text) => {
    const small = { path: '/small', bodyLimit: 100, handle: () => okEmpty }
    const { ask } = await serve({ routes: [...routes, small] })
    const refused = await ask('/master/small', { method: 'POST', body, headers })
    expect([refused.status, await refused.text()]).toEqual([413, text])
    expect((await ask('/small', { method: 'POST', body: Buffer.alloc(100) })).status).toBe(200)
    expect((await ask('/quota', { method: 'POST', body, headers })).status).toBe(200)
  })

  it('of no type at all too', async () => {
    const { raw } = await serve({ routes })
    const answer = await raw(['POST /quota HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc'])
    expect(answer).toContain('"body":"abc"')
  })
})

describe('realms', () => {
  it.each([
    ['nobody', {}, 401],
    ['a wrong secret', basic('ops:no'), 401],
    ['an unknown principal', basic('x:s3:cret'), 401],
    ['garbage', { Authorization: 'Basic !!' }, 401],
    ['another scheme', { Authorization: 'Bearer x' }, 401],
    ['who knows the secret', basic('ops:s3:cret'), 200],
  ])('%s', async (_name, headers, status) => {
    const { ask } = await serve({ routes, authenticate })
    const response = await ask('/weights', { headers })
    expect(response.status).toBe(status)
    if (status === 200) expect(await response.json()).toEqual({ who: 'ops' })
    else {
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="mesos-master-readwrite"')
      expect(await response.text()).toBe('401 Unauthorized.')
    }
  })

  it('a guarded endpoint asks for its path', async () => {
    const asked: unknown[] = []
    const authorize = (action: string, _principal: unknown, object?: object) => {
      asked.push([action, object])
      return false
    }
    const { ask } = await serve({ routes, authorize })
    const response = await ask('/guarded')
    expect([response.status, await response.text()]).toEqual([403, '403 Forbidden.'])
    expect(asked).toEqual([['GET_ENDPOINT_WITH_PATH', { value: '/metrics/snapshot' }]])
  })
})
