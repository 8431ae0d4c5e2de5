import { afterEach, describe, expect, it } from 'vitest'
import { readWhole, verified } from '../../../../../src/daemons/follower/images/layers/verified.ts'
import { parseDockerConfig } from '../../../../../src/daemons/follower/images/registry/credentials.ts'
import { wantedImage } from '../../../../../src/daemons/follower/images/wanted-image.ts'
import { sha256 } from '../../../../support/images/build.ts'
import { type FakeRegistry, type Misbehave, startFakeRegistry } from '../../../../support/images/fake-registry.ts'

const image = { name: 'app:v1', layers: [[{ name: 'a', content: 'a' }], [{ name: 'b', content: 'b'.repeat(100_000) }]] }
const open: FakeRegistry[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(registry => registry.close()))
})

const start = async (misbehave?: Misbehave) => {
  const registry = await startFakeRegistry(image, misbehave)
  open.push(registry)
  return registry
}

interface Pull {
  readonly name?: string
  readonly config?: unknown
  readonly stallMillis?: number
}

/** All bytes of all layers, checked. */
const pull = async (registry: FakeRegistry, { name = 'app:v1', config = {}, stallMillis = 60_000 }: Pull = {}) => {
  const credentials = parseDockerConfig(config)
  if ('problem' in credentials) throw new Error(credentials.problem)
  const settings = { registry: `http://${registry.address}`, credentials, stallMillis, arch: process.arch, pauses: [1] }
  const found = await wantedImage({ type: 'DOCKER', docker: { name } }, settings).resolve()
  for (const layer of found.layers) await readWhole(verified(await layer.open(), layer), 1e9, layer.digest)
  return found
}

const loginFor = (registry: FakeRegistry, entry: object) => ({ auths: { [registry.address]: entry } })
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const refused = (why: string) =>
  expect.objectContaining({ code: 'follower.image', message: expect.stringContaining(why) })
const end = (response: Parameters<Misbehave>[1], status: number, headers = {}, body: string | Buffer = '') => {
  response.writeHead(status, headers).end(body)
  return true
}

describe('a pull', () => {
  it('takes what the manifest names', async () => {
    const registry = await start()
    const found = await pull(registry)
    expect(found.layers.map(({ digest }) => digest)).toEqual(registry.digests.layers)
    expect(registry.seen[0]).toBe('GET /v2/app/manifests/v1')
  })

  it('takes an image by its digest', async () => {
    const registry = await start()
    await pull(registry, { name: `app@${registry.digests.manifest}` })
    expect(registry.seen[0]).toBe(`GET /v2/app/manifests/${registry.digests.manifest}`)
  })

  it('finds the image for this machine', async () => {
    const registry = await start(({ url }, response, { digests, manifest }) => {
      if (!url?.endsWith('/v1')) return false
      const own = { digest: digests.manifest, size: Buffer.byteLength(manifest) }
      const platform = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch }
      const other = { ...own, digest: `sha256:${'0'.repeat(64)}`, platform: { os: 'windows', architecture: 'amd64' } }
      return end(response, 200, {}, JSON.stringify({ schemaVersion: 2, manifests: [other, { ...own, platform }] }))
    })
    expect((await pull(registry)).layers).toHaveLength(2)
  })

  it('logs in with user and password where it is asked', async () => {
    const registry = await start(({ headers }, response) =>
      headers.authorization === basic('me:secret')
        ? false
        : end(response, 401, { 'www-authenticate': 'Basic realm="r"' }),
    )
    await pull(registry, { config: loginFor(registry, { auth: Buffer.from('me:secret').toString('base64') }) })
    expect(registry.seen.filter(line => !line.includes('Basic'))).toHaveLength(1)
  })

  it('gets a token, and one for each pull', async () => {
    const registry = await start((request, response, { address }) => {
      if (request.url?.startsWith('/token?')) {
        expect(new URL(request.url, 'http://x').searchParams.get('scope')).toBe('repository:app:pull')
        return end(response, 200, {}, JSON.stringify({ token: 'T' }))
      }
      const challenge = `Bearer realm="http://${address}/token",service="s",scope="repository:app:pull"`
      return request.headers.authorization === 'Bearer T'
        ? false
        : end(response, 401, { 'www-authenticate': challenge })
    })
    await pull(registry, { config: loginFor(registry, { username: 'me', password: 'secret' }) })
    expect(registry.seen.filter(line => line.includes('/token'))).toEqual([
      `GET /token?service=s&scope=repository%3Aapp%3Apull ${basic('me:secret')}`,
    ])
  })

  it('trades an identity token for one', async () => {
    const registry = await start((request, response, { address }) => {
      if (request.url === '/token') return end(response, 200, {}, JSON.stringify({ access_token: 'T' }))
      const challenge = `Bearer realm="http://${address}/token",service="s"`
      return request.headers.authorization === 'Bearer T'
        ? false
        : end(response, 401, { 'www-authenticate': challenge })
    })
    await pull(registry, { config: loginFor(registry, { identitytoken: 'I' }) })
    expect(registry.seen).toContain('POST /token')
  })

  it('follows to another server, without the credentials', async () => {
    const store = await start()
    const registry = await start(({ url, headers }, response) => {
      if (!headers.authorization) return end(response, 401, { 'www-authenticate': 'Basic realm="r"' })
      return url?.includes('/blobs/') ? end(response, 307, { location: `http://${store.address}${url}` }) : false
    })
    await pull(registry, { config: loginFor(registry, { username: 'me', password: 'secret' }) })
    expect(store.seen).toHaveLength(3)
    expect(store.seen.filter(line => line.includes('Basic'))).toEqual([])
  })

  it('does not log in where it was led to', async () => {
    const store = await start((_, response) => end(response, 401, { 'www-authenticate': 'Basic realm="r"' }))
    const registry = await start(({ url, headers }, response) => {
      if (!headers.authorization) return end(response, 401, { 'www-authenticate': 'Basic realm="r"' })
      return url?.includes('/blobs/') ? end(response, 307, { location: `http://${store.address}${url}` }) : false
    })
    const config = loginFor(registry, { username: 'me', password: 'secret' })
    await expect(pull(registry, { config })).rejects.toThrow(refused('refuses our login'))
    expect(store.seen.filter(line => line.includes('Basic'))).toEqual([])
  })

  it('tries again what may pass', async () => {
    let failures = 1
    const registry = await start((_, response) => (failures-- > 0 ? end(response, 503) : false))
    expect((await pull(registry)).layers).toHaveLength(2)
  })
})

describe('a pull is refused', () => {
  it.each<[string, string, Misbehave]>([
    ['of what is not there', 'has no such image', (_, response) => end(response, 404)],
    ['without rights', 'refuses us', (_, response) => end(response, 403)],
    [
      'without a login',
      'wants a user and a password',
      (_, response) => end(response, 401, { 'www-authenticate': 'Basic realm="r"' }),
    ],
    [
      'with a login of an unknown kind',
      'unknown kind',
      (_, response) => end(response, 401, { 'www-authenticate': 'Negotiate' }),
    ],
    ['of schema 1', 'schema 1', (_, response) => end(response, 200, {}, '{"schemaVersion":1,"fsLayers":[]}')],
    [
      'when the manifest is not what its digest says',
      'what came as',
      (_, response, { digests }) =>
        end(response, 200, { 'docker-content-digest': digests.manifest }, '{"schemaVersion":2}'),
    ],
    [
      'when a layer is another',
      'what came as',
      ({ url }, response, { digests: { layers }, blobs }) =>
        url?.endsWith(layers[0] ?? '')
          ? end(response, 200, {}, Buffer.alloc(blobs.get(layers[0] ?? '')?.length ?? 0))
          : false,
    ],
    [
      'when a layer is longer',
      'is longer than',
      ({ url }, response, { digests }) =>
        url?.endsWith(digests.layers[0] ?? '') ? end(response, 200, {}, Buffer.alloc(5000)) : false,
    ],
    [
      'when a layer is cut',
      'ended after',
      ({ url }, response, { digests }) =>
        url?.endsWith(digests.layers[0] ?? '') ? end(response, 200, {}, 'cut') : false,
    ],
    [
      'when the manifest never ends',
      'longer than',
      (_, response) => end(response, 200, {}, Buffer.alloc(5 * 1024 * 1024, 0x20)),
    ],
    [
      'when one is led in circles',
      'leads on and on',
      ({ url }, response) => end(response, 302, { location: url ?? '' }),
    ],
    [
      'when one is led to a file',
      'leads to a place',
      (_, response) => end(response, 302, { location: 'file:///etc/passwd' }),
    ],
    [
      'when tokens can not be read',
      'no token that can be read',
      ({ url }, response, { address }) =>
        url?.startsWith('/token')
          ? end(response, 200, {}, '<html>')
          : end(response, 401, { 'www-authenticate': `Bearer realm="http://${address}/token"` }),
    ],
    [
      'when there is none for this machine',
      'there is none for linux',
      (_, response, { digests }) =>
        end(
          response,
          200,
          {},
          indexOf([{ digest: digests.manifest, size: 1, platform: { os: 'plan9', architecture: 'mips' } }]),
        ),
    ],
    [
      'when indexes name each other',
      'name each other',
      ({ url }, response) =>
        end(response, 200, {}, nested.find(text => url?.endsWith(described(text).digest)) ?? outermost),
    ],
  ])('%s', async (_, why, misbehave) => {
    const registry = await start(misbehave)
    await expect(pull(registry)).rejects.toThrow(refused(why))
  })

  it.each<[string, Misbehave]>([
    ['does not answer', () => true],
    [
      'stops within a layer',
      ({ url }, response, { digests }) => {
        if (!url?.endsWith(digests.layers[1] ?? '')) return false
        response.writeHead(200)
        response.write('a')
        return true
      },
    ],
  ])('by a registry that %s, in bounded time', async (_, misbehave) => {
    const registry = await start(misbehave)
    await expect(pull(registry, { stallMillis: 200 })).rejects.toThrow(refused('gives nothing for 0.2 s'))
  })

  it('by a registry that is not there', async () => {
    const registry = await start()
    await registry.close()
    await expect(pull(registry)).rejects.toThrow(refused('ECONNREFUSED'))
  })
})

const indexOf = (manifests: readonly object[]) => JSON.stringify({ schemaVersion: 2, manifests })
const described = (text: string) => ({ digest: `sha256:${sha256(Buffer.from(text))}`, size: text.length })
const innermost = indexOf([])
const between = indexOf([described(innermost)])
const outermost = indexOf([described(between)])
const nested = [innermost, between, outermost]
