import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MantlError } from '../../../../errors.ts'
import { sniffCompression } from './decompressor.ts'
import { jailed, unpack } from './jail.ts'
import { createLayerFilter } from './layer-filter.ts'
import type { RewriterOptions } from './rewriter.ts'
import { runProgram } from './run-program.ts'
import { type BlobIdentity, verified } from './verified.ts'

export interface Extraction extends RewriterOptions {
  readonly blob: BlobIdentity
  readonly bytes: AsyncIterable<Buffer>
  /** An empty folder that becomes the layer's file system. */
  readonly target: string
  /** Where `list` whiteouts are told: files `hidden` and `opaque`. */
  readonly notes: string
  readonly jail: string
  readonly maxBytes: number
}

/**
 * Unpacks a layer as it arrives. Until this ends, what lies in `target` is nothing but garbage: only then it is known to be the blob.
 * Throws MantlError follower.image.
 */
export const extractLayer = async (job: Extraction): Promise<void> => {
  const filter = createLayerFilter(job)
  const { all, stages } = await sniffCompression(verified(job.bytes, job.blob))
  const filtered = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const parts = filter.push(chunk)
      if (parts.length > 0) yield parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
    }
    yield Buffer.concat(filter.end())
  }
  const feed = (input: Writable) =>
    (pipeline as (...parts: unknown[]) => Promise<void>)(all, ...stages, filtered, input).catch(explain)
  await runProgram(jailed({ place: job.jail, target: job.target, args: unpack }), feed)
  const { hidden, opaque } = filter.rewriter
  if (job.whiteouts === 'overlay') return
  await writeFile(join(job.notes, 'hidden'), named(hidden))
  await writeFile(join(job.notes, 'opaque'), named(opaque))
}

const named = (names: ReadonlySet<string>): Buffer =>
  Buffer.from([...names].map(name => `./${name}\0`).join(''), 'latin1')

/** zlib's own words mean nothing to somebody who wanted an image. */
const explain = (error: NodeJS.ErrnoException): never => {
  if (!/^(Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(error.code ?? '')) throw error
  throw new MantlError('follower.image', `a layer can't be decompressed: ${error.message}`, { cause: error })
}
