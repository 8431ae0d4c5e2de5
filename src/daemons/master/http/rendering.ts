import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { Slices } from './slices.ts'

/** A body in buffers that any number of answers may share. */
export interface Rendering {
  readonly buffers: readonly Buffer[]
  /** Bytes. */
  readonly length: number
  /** The same compressed; made once, when somebody asks. */
  gzipped(): Promise<Rendering>
}

export const render = async (slices: Slices, pieces: Iterable<string | Uint8Array>): Promise<Rendering> =>
  renderingOf(await slices.run(pieces))

export const renderingOf = (buffers: readonly Buffer[]): Rendering => {
  let compressed: Promise<Rendering> | undefined
  return {
    buffers,
    length: buffers.reduce((sum, { length }) => sum + length, 0),
    gzipped: () => (compressed ??= compress(buffers).then(renderingOf)),
  }
}

const FASTEST = 1

/** In the thread pool, one buffer after the other. */
const compress = (buffers: readonly Buffer[]): Promise<Buffer[]> =>
  Readable.from(buffers, { objectMode: false })
    .pipe(createGzip({ level: FASTEST }))
    .toArray()
