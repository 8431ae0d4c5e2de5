import { openExactly } from './open-exactly.ts'

/** Bytes that one read may give: 16 pages. */
export const READ_LIMIT = 65_536

export type Range =
  | { readonly kind: 'range'; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'directory' }

/** Bytes of a file. Without an offset, or at -1: none, and the offset is the file's size. */
export const readRange = async (real: string, offset = -1, length = READ_LIMIT): Promise<Range> => {
  const { file, stats } = await openExactly(real)
  try {
    if (stats.isDirectory()) return { kind: 'directory' }
    if (offset === -1) return { kind: 'range', offset: stats.size, data: Buffer.alloc(0) }
    const wanted = Math.max(0, Math.min(length < 0 ? READ_LIMIT : length, READ_LIMIT, stats.size - offset))
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset)
    return { kind: 'range', offset, data: buffer.subarray(0, bytesRead) }
  } finally {
    await file.close()
  }
}
