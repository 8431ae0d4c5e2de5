import type { Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { MantlError } from '../../../../errors.ts'

const outputBytes = 256 * 1024

/** Told by their first bytes: what servers say of media types is not to be trusted, and archives say nothing. */
const kinds: readonly { readonly magic: readonly number[]; readonly open?: () => Transform; readonly name: string }[] =
  [
    { name: 'gzip', magic: [0x1f, 0x8b], open: () => createGunzip({ chunkSize: outputBytes }) },
    { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], open: () => createZstdDecompress({ chunkSize: outputBytes }) },
    { name: 'bzip2', magic: [0x42, 0x5a, 0x68] },
    { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  ]
const longestMagic = 5

/**
 * What undoes the compression of these bytes, in threads of Node's own; none: they are not compressed. `all`: the bytes again.
 * Throws MantlError follower.image.
 */
export const sniffCompression = async (
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly all: AsyncIterable<Buffer>; readonly stages: readonly Transform[] }> => {
  const iterator = chunks[Symbol.asyncIterator]()
  let first = Buffer.alloc(0)
  while (first.length < longestMagic) {
    const { value, done } = await iterator.next()
    if (done) break
    first = Buffer.concat([first, value])
  }
  const kind = kinds.find(({ magic }) => magic.every((byte, index) => first[index] === byte))
  if (kind && kind.open === undefined) {
    await iterator.return?.()
    throw new MantlError('follower.image', `a layer is compressed by ${kind.name}, which images are not`)
  }
  return { all: joined(first, iterator), stages: kind?.open ? [kind.open()] : [] }
}

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first
    for (;;) {
      const { value, done } = await rest.next()
      if (done) return
      yield value
    }
  } finally {
    await rest.return?.()
  }
}
