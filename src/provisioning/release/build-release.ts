import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { bytesSource, fileSource } from '../../transport/byte-source.ts'
import type { Blob } from '../apply/context.ts'
import type { Release, ReleaseFile } from '../model/change.ts'
import { daemonBundles } from './daemon-bundle.ts'
import { nodeBinary, nodeLibraries } from './node-binary.ts'
import { releaseScripts } from './scripts.ts'

export interface BuiltRelease {
  readonly release: Release
  /** By SHA-256. `compressed`: with the gzip form for the way over a network, made once and kept. */
  blob(sha256: string): Blob
}

export interface Part {
  readonly file: ReleaseFile
  readonly blob: Blob
}

/** The release for hosts of one architecture. `cache`: a folder of ours, kept between runs. `compress`: for hosts over a network. */
export const buildRelease = async (architecture: string, cache: string, compress: boolean): Promise<BuiltRelease> => {
  const node = await nodeBinary(architecture, cache)
  const bundles = await daemonBundles(cache)
  const parts = await Promise.all([
    largePart({ path: 'lib/node', mode: 0o755 }, node, cache, compress),
    ...[...nodeLibraries(architecture)].map(([name, path]) => largePart(library(name), path, cache, compress)),
    ...[...bundles].map(([name, path]) => largePart(library(`${name}.cjs`), path, cache, compress)),
    ...[...releaseScripts()].map(([path, text]) => scriptPart(path, text)),
  ])
  return builtFrom(parts, ownVersion())
}

const library = (name: string) => ({ path: `lib/${name}`, mode: 0o644 })

export const builtFrom = (parts: readonly Part[], version: string): BuiltRelease => {
  const blobs = new Map(parts.map(({ file, blob }) => [file.sha256, blob]))
  const files = parts.map(({ file }) => file).sort((a, b) => (a.path < b.path ? -1 : 1))
  return { release: { digest: digestOf(files), version, files }, blob: sha256 => blobs.get(sha256)! }
}

const ownVersion = (): string =>
  (createRequire(import.meta.url)('../../../package.json') as { version: string }).version

export const digestOf = (files: readonly ReleaseFile[]): string =>
  createHash('sha256')
    .update(files.map(({ path, mode, sha256 }) => `${mode.toString(8)} ${sha256} ${path}\n`).join(''))
    .digest('hex')

const scriptPart = async (path: string, text: string): Promise<Part> => {
  const raw = bytesSource(text)
  return { file: { path, mode: 0o755, sha256: raw.sha256, size: raw.size }, blob: { raw } }
}

export const largePart = async (
  { path, mode }: Pick<ReleaseFile, 'path' | 'mode'>,
  origin: string,
  cache: string,
  compress: boolean,
): Promise<Part> => {
  const { sha256, size } = await digestOfFile(origin, cache)
  const raw = await fileSource(origin, sha256)
  const gzipped = compress ? once(async () => fileSource(await compressed(origin, sha256, cache))) : undefined
  return {
    file: { path, mode, sha256, size },
    blob: gzipped === undefined ? { raw, localPath: origin } : { raw, gzipped },
  }
}

/** Hashing 150 MB takes half a second: the digest is kept beside the file's identity. */
const digestOfFile = async (path: string, cache: string): Promise<{ sha256: string; size: number }> => {
  const { size, mtimeMs, ino } = await stat(path)
  const identity = createHash('sha256').update(`${path} ${size} ${mtimeMs} ${ino}`).digest('hex').slice(0, 32)
  const kept = join(cache, 'digests', identity)
  const known = await readFile(kept, 'utf8').catch(() => undefined)
  if (known !== undefined && /^[0-9a-f]{64}$/.test(known)) return { sha256: known, size }
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  const sha256 = hash.digest('hex')
  await keep(kept, sha256).catch(() => undefined) // without the note it is reckoned anew
  return { sha256, size }
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

const keep = async (path: string, text: string): Promise<void> => {
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(`${path}.${process.pid}`, text)
  await rename(`${path}.${process.pid}`, path)
}

/** Level 1: a third of the bytes for a fifth of the time that level 6 takes. */
const compressed = async (origin: string, sha256: string, cache: string): Promise<string> => {
  const path = join(cache, 'blobs', `${sha256}.gz`)
  const present = await stat(path).then(
    () => true,
    () => false,
  )
  if (present) return path
  await mkdir(join(cache, 'blobs'), { recursive: true })
  const temporary = `${path}.${randomUUID()}`
  await pipeline(createReadStream(origin), createGzip({ level: 1 }), createWriteStream(temporary))
  await rename(temporary, path)
  return path
}
