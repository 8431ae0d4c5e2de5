import type { BlobIdentity } from '../layers/verified.ts'
import type { RunConfig } from './image-config.ts'

/** A layer that can be had: what it must be, and its bytes, compressed or not. Each call of `open` begins anew. */
export interface LayerSource extends BlobIdentity {
  open(): Promise<AsyncIterable<Buffer>>
}

/** An image as a registry, a folder or an archive has it. */
export interface ResolvedImage {
  readonly config: RunConfig
  /** The lowest first. */
  readonly layers: readonly LayerSource[]
}

/** Where blobs are found by their digests. `manifest`: registries keep them apart from all others. */
export interface BlobStore {
  /** Throws MantlError follower.image. */
  open(blob: BlobIdentity, kind: 'manifest' | 'blob'): Promise<AsyncIterable<Buffer>>
}
