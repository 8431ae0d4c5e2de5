import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { type TarEntry, tarOf } from './tar-writer.ts'

/** What the tests that run something in images need installed. */
export const debianPackages = ['busybox-static'] as const

/** An image for tests, as a value. Layers are given lowest first, as entries or as whole tar archives. */
export interface TestImage {
  /** `repository:tag` */
  readonly name: string
  readonly layers: readonly (readonly TarEntry[] | Buffer)[]
  readonly config?: {
    readonly Entrypoint?: readonly string[]
    readonly Cmd?: readonly string[]
    readonly Env?: readonly string[]
    readonly WorkingDir?: string
    readonly User?: string
  }
  readonly architecture?: string
}

const applets =
  'sh cat ls echo sleep id env pwd mount umount stat touch mkdir rm ps kill true false test head wc grep tr dd'

/** busybox with the usual programs, a /etc/passwd, /tmp and all that programs look for; 2 MB. `extra`: one more layer. */
export const busyboxImage = (options: Partial<TestImage> = {}, extra?: readonly TarEntry[]): TestImage => ({
  name: 'busybox:latest',
  config: { Cmd: ['sh'], Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] },
  ...options,
  layers: options.layers ?? [busyboxLayer(), ...(extra ? [extra] : [])],
})

export const busyboxLayer = (): readonly TarEntry[] => [
  ...['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'usr', 'usr/bin', 'var'].map(
    name => ({ name: `${name}/`, type: 'folder' }) as const,
  ),
  { name: 'tmp/', type: 'folder', mode: 0o1777 },
  { name: 'bin/busybox', mode: 0o755, content: readFileSync('/bin/busybox') },
  ...applets.split(' ').map(name => ({ name: `bin/${name}`, type: 'symlink', link: 'busybox' }) as const),
  { name: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' },
  { name: 'etc/group', content: 'root:x:0:\nnogroup:x:65534:\n' },
]

/** Writes `<folder>/<name>.tar` as `docker save` does, for --docker_registry=<folder>; returns its path. */
export const writeDockerArchive = (folder: string, image: TestImage): string => {
  const { config, layers } = contentsOf(image)
  const configName = `${sha256(config)}.json`
  const manifest = [
    { Config: configName, RepoTags: [image.name], Layers: layers.map(layer => `${sha256(layer)}/layer.tar`) },
  ]
  const path = join(folder, `${image.name}.tar`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(
    path,
    tarOf([
      { name: configName, content: config },
      ...layers.map(layer => ({ name: `${sha256(layer)}/layer.tar`, content: layer })),
      { name: 'manifest.json', content: JSON.stringify(manifest) },
    ]),
  )
  return path
}

export type Compression = 'gzip' | 'zstd' | 'none'

/** Writes an OCI image layout into `folder`, with the image's tag as its reference name; returns the manifest's digest. */
export const writeOciLayout = (folder: string, image: TestImage, compression: Compression = 'gzip'): string => {
  const blobs = join(folder, 'blobs/sha256')
  mkdirSync(blobs, { recursive: true })
  const put = (mediaType: string, content: Buffer) => {
    const digest = sha256(content)
    writeFileSync(join(blobs, digest), content)
    return { mediaType, digest: `sha256:${digest}`, size: content.length }
  }
  const { config, layers } = contentsOf(image)
  const { suffix, compress } = compressions[compression]
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: put('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map(layer => put(`application/vnd.oci.image.layer.v1.tar${suffix}`, compress(layer))),
  }
  const descriptor = put(manifest.mediaType, Buffer.from(JSON.stringify(manifest)))
  const tag = image.name.slice(image.name.lastIndexOf(':') + 1)
  const annotated = { ...descriptor, annotations: { 'org.opencontainers.image.ref.name': tag } }
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [annotated] }))
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  return descriptor.digest
}

const compressions = {
  gzip: { suffix: '+gzip', compress: (bytes: Buffer) => gzipSync(bytes, { level: 1 }) },
  zstd: { suffix: '+zstd', compress: (bytes: Buffer) => zstdCompressSync(bytes) },
  none: { suffix: '', compress: (bytes: Buffer) => bytes },
} as const

/** The image's configuration and its layers, uncompressed. */
export const contentsOf = (image: TestImage): { readonly config: Buffer; readonly layers: readonly Buffer[] } => {
  const layers = image.layers.map(layer => (Buffer.isBuffer(layer) ? layer : tarOf(layer)))
  const config = {
    architecture: image.architecture ?? ({ x64: 'amd64' } as Record<string, string>)[process.arch] ?? process.arch,
    os: 'linux',
    config: image.config ?? {},
    rootfs: { type: 'layers', diff_ids: layers.map(layer => `sha256:${sha256(layer)}`) },
  }
  return { config: Buffer.from(JSON.stringify(config)), layers }
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
