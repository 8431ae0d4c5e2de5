import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { bytesSource, fileSource } from '../../transport/byte-source.ts'
import type { Blob } from '../apply/context.ts'
import type { Release, ReleaseFile } from '../model/change.ts'
import { packageFolder } from '../package-folder.ts'
import { codeCache } from './code-cache.ts'
import { type Bundles, releaseBundles } from './daemon-bundle.ts'
import { nodeBinary, nodeLibraries, ourArchitecture } from './node-binary.ts'
import { packedForms } from './packed-forms.ts'
import { releaseScripts } from './scripts.ts'
import { strippedNode } from './stripped-node.ts'

export interface BuiltRelease {
  readonly release: Release
  /** By SHA-256. */
  blob(sha256: string): Blob
}

export interface Part {
  readonly file: ReleaseFile
  readonly blob: Blob
}

/** The release for hosts of one architecture. `cache`: a folder of ours, kept between runs. `compress`: for hosts over a network. */
export const buildRelease = async (architecture: string, cache: string, compress: boolean): Promise<BuiltRelease> => {
  const node = await strippedNode(await nodeBinary(architecture, cache), cache)
  const { daemons, starter, compiler } = await releaseBundles(cache)
  const compiled = await compiledBundles(daemons, architecture, node, compiler)
  const parts = await Promise.all([
    largePart({ path: 'lib/node', mode: 0o755 }, node, cache, compress),
    ...[...nodeLibraries(architecture)].map(([name, path]) => largePart(library(name), path, cache, compress)),
    largePart(library('start.cjs'), starter, cache, compress),
    ...[...daemons].map(([name, path]) => largePart(library(`${name}.cjs`), path, cache, compress)),
    ...compiled.map(([name, path]) => largePart(library(`${name}.cache`), path, cache, compress)),
    ...[...releaseScripts()].map(([path, text]) => scriptPart(path, text)),
  ])
  return builtFrom(parts, ownVersion())
}

/** Compiled by the very program that will run them: only one for this machine can. */
const compiledBundles = async (bundles: Bundles['daemons'], architecture: string, node: string, compiler: string) => {
  if (architecture !== ourArchitecture()) return []
  const found = await Promise.all(
    [...bundles].map(async ([name, path]) => [name, await codeCache(path, node, compiler)] as const),
  )
  return found.flatMap(([name, path]) => (path === undefined ? [] : [[name, path] as const]))
}

const library = (name: string) => ({ path: `lib/${name}`, mode: 0o644 })

export const builtFrom = (parts: readonly Part[], version: string): BuiltRelease => {
  const blobs = new Map(parts.map(({ file, blob }) => [file.sha256, blob]))
  const files = parts.map(({ file }) => file).sort((a, b) => (a.path < b.path ? -1 : 1))
  return { release: { digest: digestOf(files), version, files }, blob: sha256 => blobs.get(sha256)! }
}

const ownVersion = (): string =>
  (createRequire(import.meta.url)(join(packageFolder, 'package.json')) as { version: string }).version

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
  const file = { path, mode, sha256, size }
  const raw = await fileSource(origin, sha256)
  if (compress) return { file, blob: { raw, packed: packedForms(origin, sha256, cache) } }
  return { file, blob: { raw, localPath: origin, ...(origin.startsWith(`${cache}/`) && { linkable: true as const }) } }
}

/** Hashing 120 MB takes a third of a second: the digest is kept beside the file's identity. */
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

const keep = async (path: string, text: string): Promise<void> => {
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(`${path}.${process.pid}`, text)
  await rename(`${path}.${process.pid}`, path)
}
