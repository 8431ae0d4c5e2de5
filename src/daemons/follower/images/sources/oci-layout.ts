import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'
import { parseDigest } from '../names/digest.ts'
import { type IndexEntry, largestManifest, parseManifest } from './manifest.ts'
import { resolveManifest } from './resolve.ts'
import type { BlobStore, ResolvedImage } from './source.ts'
import type { TarIndex } from './tar-index.ts'

/** An OCI image layout (image-spec, image-layout.md), in a folder or an archive. */
export interface Layout extends BlobStore {
  readonly index: string
}

export const layoutInFolder = async (folder: string): Promise<Layout> => ({
  index: await readBounded(join(folder, 'index.json')),
  open: async ({ digest }) => {
    const path = join(folder, blobName(digest))
    await stat(path).catch(() => {
      throw new MantlError('follower.image', `the layout ${folder} lacks ${digest}`)
    })
    return createReadStream(path, { highWaterMark: 256 * 1024 })
  },
})

export const layoutInArchive = async (archive: TarIndex): Promise<Layout> => ({
  index: await archive.readText('index.json', largestManifest),
  open: async ({ digest }) => archive.read(blobName(digest)),
})

/** `version`: a tag or a digest; a layout with one image needs none to be told. Throws MantlError follower.image. */
export const resolveLayout = async (layout: Layout, version: string, arch: string): Promise<ResolvedImage> => {
  const index = parseManifest(layout.index)
  if ('problem' in index || index.kind !== 'index') {
    throw new MantlError('follower.image', 'the index.json of its layout is malformed')
  }
  const manifests = entriesFor(index.manifests, version)
  if (manifests.length === 0) throw new MantlError('follower.image', `its layout holds no '${version}'`)
  return resolveManifest(JSON.stringify({ schemaVersion: 2, manifests }), layout, arch)
}

const entriesFor = (entries: readonly IndexEntry[], version: string): readonly IndexEntry[] => {
  const named = entries.filter(
    ({ digest, name }) => digest === version || name === version || name?.endsWith(`:${version}`),
  )
  const alone = entries.length === 1 && entries[0]?.name === undefined && !version.includes(':')
  return named.length === 0 && alone ? entries : named
}

const blobName = (digest: string): string => {
  const parsed = parseDigest(digest)
  return `blobs/${parsed?.algorithm}/${parsed?.hex}`
}

const readBounded = async (path: string): Promise<string> => {
  const { size } = await stat(path)
  if (size > largestManifest) throw new MantlError('follower.image', `${path} is longer than ${largestManifest} bytes`)
  return readFile(path, 'utf8')
}
