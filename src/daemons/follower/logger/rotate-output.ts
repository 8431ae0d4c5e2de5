import { closeSync, constants, fstatSync, lstatSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { openSandbox, pathOf, type SandboxPlace } from '../containerizer/sandbox.ts'
import type { LogLimit } from './log-limits.ts'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDWR, O_WRONLY } = constants
const pieceBytes = 1024 * 1024

/**
 * Begins a file of a sandbox anew when it has become too large; what it held last becomes `<name>.1`, that `<name>.2`, and so on. Who writes into
 * it goes on: outputs are opened to append. What is said between the copy and the cut is lost, as with logrotate's copytruncate. The sandbox is
 * its user's and may change meanwhile: no link is followed, and only a plain file with this one name is touched.
 */
export const rotateOutput = async (
  place: SandboxPlace,
  name: 'stdout' | 'stderr',
  { maxBytes, kept }: LogLimit,
): Promise<void> => {
  if (!isTooLarge(place, name, maxBytes)) return
  const folder = openSandbox(place)
  try {
    await rotateIn(pathOf(folder), name, maxBytes, kept)
  } finally {
    closeSync(folder)
  }
}

/** A first look that costs little; what is done then looks again at what it has opened. */
const isTooLarge = ({ root, path }: SandboxPlace, name: string, maxBytes: number): boolean => {
  const stats = lstatSync(`${root}/${path}/${name}`, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size > maxBytes
}

const rotateIn = async (folder: string, name: string, maxBytes: number, count: number): Promise<void> => {
  const file = await open(`${folder}/${name}`, O_RDWR | O_NOFOLLOW | O_NONBLOCK)
  try {
    const stats = fstatSync(file.fd)
    if (!stats.isFile() || stats.nlink !== 1 || stats.size <= maxBytes) return
    const kept = count === 0 ? Promise.resolve() : keep(folder, name, count, file, stats.size - maxBytes)
    await kept.finally(() => file.truncate(0)) // the limit holds even where nothing can be kept
  } finally {
    await file.close()
  }
}

const keep = async (folder: string, name: string, count: number, file: FileHandle, from: number): Promise<void> => {
  const numbered = (number: number) => `${folder}/${name}.${number}`
  for (let number = count - 1; number > 0; number -= 1) {
    await rename(numbered(number), numbered(number + 1)).catch(() => {}) // there is none yet
  }
  await rm(numbered(1), { force: true })
  const copy = await open(numbered(1), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644)
  try {
    const { uid, gid } = fstatSync(file.fd)
    await copy.chown(uid, gid)
    await copyFrom(file, from, copy)
  } finally {
    await copy.close()
  }
}

/** What is added meanwhile is not waited for. */
const copyFrom = async (file: FileHandle, from: number, copy: FileHandle): Promise<void> => {
  const end = fstatSync(file.fd).size
  const buffer = Buffer.allocUnsafe(pieceBytes)
  for (let at = from; at < end; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(pieceBytes, end - at), at)
    if (bytesRead === 0) return
    await copy.appendFile(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
}
