import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { contentsOf, sha256, type TestImage } from './build.ts'

/** A registry with one image that can misbehave: whatever `answer` does not end is answered as a registry does. */
export interface FakeRegistry {
  /** `127.0.0.1:port` */
  readonly address: string
  readonly manifest: string
  /** By digest. */
  readonly blobs: ReadonlyMap<string, Buffer>
  readonly digests: { readonly manifest: string; readonly config: string; readonly layers: readonly string[] }
  /** `GET /v2/… authorization`, in the order of coming. */
  readonly seen: readonly string[]
  readonly close: () => Promise<void>
}

/** True: it has been answered. */
export type Misbehave = (request: IncomingMessage, response: ServerResponse, registry: FakeRegistry) => boolean

export const startFakeRegistry = async (
  image: TestImage,
  misbehave: Misbehave = () => false,
): Promise<FakeRegistry> => {
  const { config, layers } = contentsOf(image)
  const blobs = new Map<string, Buffer>()
  const put = (content: Buffer) => {
    const digest = `sha256:${sha256(content)}`
    blobs.set(digest, content)
    return { mediaType: 'application/octet-stream', digest, size: content.length }
  }
  const described = {
    schemaVersion: 2,
    config: put(config),
    layers: layers.map(layer => put(gzipSync(layer, { level: 1 }))),
  }
  const manifest = JSON.stringify(described)
  const manifestDigest = put(Buffer.from(manifest)).digest
  const seen: string[] = []
  const repository = image.name.slice(0, image.name.lastIndexOf(':'))
  const server = createServer((request, response) => {
    const { method, url = '', headers } = request
    seen.push([method, url, headers.authorization ?? ''].join(' ').trim())
    if (misbehave(request, response, registry)) return
    const [, name, kind, version = ''] = /^\/v2\/([a-z/]+)\/(manifests|blobs)\/(.+)$/.exec(url) ?? []
    if (name !== repository) return void response.writeHead(404).end()
    const tagged = kind === 'manifests' && !version.includes(':')
    const content = blobs.get(tagged ? manifestDigest : version)
    if (content === undefined) return void response.writeHead(404).end()
    response.writeHead(200, {
      'content-length': content.length,
      'docker-content-digest': tagged ? manifestDigest : version,
    })
    response.end(content)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const registry: FakeRegistry = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    manifest,
    blobs,
    digests: {
      manifest: manifestDigest,
      config: described.config.digest,
      layers: described.layers.map(({ digest }) => digest),
    },
    seen,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return registry
}
