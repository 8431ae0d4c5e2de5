import { createHash, randomUUID } from 'node:crypto'
import { closeSync, createReadStream, createWriteStream, openSync, readSync } from 'node:fs'
import { chmod, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isThere } from './is-there.ts'
import { type StrippedElf, strippedElf } from './stripped-elf.ts'

/**
 * The program without debug sections and symbol tables, a fifth of Node's: made once, kept in the cache. Where it is laid out in a way
 * that we do not know, the program itself.
 */
export const strippedNode = async (origin: string, cache: string): Promise<string> => {
  const { size, mtimeMs, ino } = await stat(origin)
  const identity = createHash('sha256').update(`${origin} ${size} ${mtimeMs} ${ino}`).digest('hex').slice(0, 32)
  const path = join(cache, 'node', `stripped-${identity}`)
  if (await isThere(path)) return path
  const stripped = strip(origin, size)
  if (stripped === undefined) return origin
  await mkdir(join(cache, 'node'), { recursive: true })
  const temporary = `${path}.${randomUUID()}`
  await pipeline(bytesOf(origin, stripped), createWriteStream(temporary, { mode: 0o755 }))
  await chmod(temporary, 0o755)
  await rename(temporary, path)
  return path
}

const strip = (origin: string, size: number): StrippedElf | undefined => {
  const file = openSync(origin, 'r')
  try {
    return strippedElf((offset, length) => {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
    }, size)
  } finally {
    closeSync(file)
  }
}

async function* bytesOf(origin: string, { header, kept, tail }: StrippedElf): AsyncGenerator<Uint8Array> {
  yield header
  yield* createReadStream(origin, { start: header.length, end: kept - 1, highWaterMark: 1 << 20 })
  yield tail
}
