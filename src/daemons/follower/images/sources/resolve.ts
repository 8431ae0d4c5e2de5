import { MantlError } from '../../../../errors.ts'
import { readWhole, verified } from '../layers/verified.ts'
import { largestConfig, parseImageConfig } from './image-config.ts'
import {
  choosePlatform,
  type Descriptor,
  largestManifest,
  type Manifest,
  type ManifestIndex,
  parseManifest,
} from './manifest.ts'
import type { BlobStore, ResolvedImage } from './source.ts'

/** An index may name another, once: what says more is no image that anybody makes. */
const deepestIndex = 2

/** From what a name stands for to the layers for this machine. `arch`: Node's name of it. Throws MantlError follower.image. */
export const resolveManifest = async (text: string, blobs: BlobStore, arch: string): Promise<ResolvedImage> => {
  let found = accept(parseManifest(text))
  for (let depth = 0; found.kind === 'index'; depth++) {
    if (depth === deepestIndex) throw new MantlError('follower.image', 'its manifests name each other')
    const chosen = choosePlatform(found.manifests, arch)
    if (chosen === undefined)
      throw new MantlError('follower.image', `there is none for linux on ${arch}: ${offered(found)}`)
    found = accept(parseManifest(await textOf(chosen, 'manifest', blobs)))
  }
  return resolveLayers(found, blobs)
}

const accept = (parsed: Manifest | ManifestIndex | { readonly problem: string }): Manifest | ManifestIndex => {
  if ('problem' in parsed) throw new MantlError('follower.image', parsed.problem)
  return parsed
}

const resolveLayers = async (manifest: Manifest, blobs: BlobStore): Promise<ResolvedImage> => {
  const config = parseImageConfig(await textOf(manifest.config, 'blob', blobs))
  if ('problem' in config) throw new MantlError('follower.image', config.problem)
  const layers = manifest.layers.map(({ digest, size }) => ({
    digest,
    size,
    open: () => blobs.open({ digest, size }, 'blob'),
  }))
  return { config: config.run, layers }
}

const textOf = async (blob: Descriptor, kind: 'manifest' | 'blob', blobs: BlobStore): Promise<string> => {
  const [maxBytes, what] =
    kind === 'manifest' ? [largestManifest, 'its manifest'] : [largestConfig, 'its configuration']
  return (await readWhole(verified(await blobs.open(blob, kind), blob), maxBytes, what)).toString('utf8')
}

const offered = ({ manifests }: ManifestIndex): string =>
  `it is made for ${manifests.map(({ platform }) => (platform ? `${platform.os}/${platform.architecture}` : 'any')).join(', ') || 'none'}`
