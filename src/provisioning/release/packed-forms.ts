import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip, createZstdCompress } from 'node:zlib'
import type { PackedBytes } from '../../transport/connection.ts'
import { packageAround, type Unpacker, unpackArgv } from '../model/unpacker.ts'
import { isThere } from './is-there.ts'

/**
 * A file as each of the hosts' programs unpacks it. Compressed when it is first asked for, and kept in the cache by the file's digest; in
 * memory as long as the run lasts, since reading it anew for each host costs as much as sending it.
 */
export const packedForms = (origin: string, sha256: string, cache: string) => {
  const made = new Map<Compression, Promise<Uint8Array>>()
  const bytesIn = (compression: Compression): Promise<Uint8Array> => {
    const path = join(cache, 'blobs', `${sha256}.${compression}`)
    const known = made.get(compression) ?? compressed(compression, origin, path).then(() => readFile(path))
    made.set(compression, known)
    return known
  }
  return async (unpacker: Unpacker): Promise<PackedBytes> => {
    const bytes = await bytesIn(unpacker === 'gunzip' ? 'gz' : 'zst')
    const parts = unpacker === 'dpkg-deb' ? inPackage(bytes) : [bytes]
    const size = parts.reduce((sum, part) => sum + part.length, 0)
    return { size, open: () => readableOf(parts), unpack: unpackArgv[unpacker] }
  }
}

type Compression = keyof typeof compressors

/**
 * gzip's level 1 costs a fifth of the time of level 6 for a tenth more bytes; zstd's level 6 takes 7 % off those of level 3 for twice
 * its time, and both are unpacked equally fast. The sum at the end of a frame is what the host checks.
 */
const compressors = {
  gz: (_size: number): Transform => createGzip({ level: 1 }),
  zst: (size: number): Transform =>
    createZstdCompress({
      pledgedSrcSize: size,
      params: { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 },
    }),
}

const compressed = async (compression: Compression, origin: string, path: string): Promise<void> => {
  if (await isThere(path)) return
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}`
  const { size } = await stat(origin)
  const source = createReadStream(origin, { highWaterMark: 1 << 20 })
  await pipeline(source, compressors[compression](size), createWriteStream(temporary))
  await rename(temporary, path)
}

/** Larger pieces make no difference to ssh, which cuts them. */
const pieceBytes = 256 * 1024

const readableOf = (parts: readonly Uint8Array[]): Readable => Readable.from(piecesOf(parts), { objectMode: false })

function* piecesOf(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts)
    for (let start = 0; start < part.length; start += pieceBytes) yield part.subarray(start, start + pieceBytes)
}

/** As a Debian package whose data it is. */
const inPackage = (bytes: Uint8Array): readonly Uint8Array[] => {
  const { before, after } = packageAround(bytes.length)
  return [Buffer.from(before), bytes, Buffer.from(after)]
}
