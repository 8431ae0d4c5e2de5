import { execFile } from 'node:child_process'
import { closeSync, constants, lstatSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { MantlError } from '../../../../errors.ts'

const { O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK, O_NOFOLLOW } = constants

/**
 * Pipes with names, in a folder that is ours alone. Unlike the sockets that Node would give, a program may open /dev/stdin over them. Throws MantlError
 * follower.streams.
 */
export const makeFifos = async (paths: readonly string[]): Promise<void> => {
  for (const folder of new Set(paths.map(path => dirname(path)))) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const missing = paths.filter(path => !lstatSync(path, { throwIfNoEntry: false })?.isFIFO())
  if (missing.length === 0) return
  await promisify(execFile)('mkfifo', ['-m', '600', '--', ...missing]).catch(cause => {
    throw new MantlError('follower.streams', `mkfifo failed: ${cause.stderr?.trim() || cause.message}`, { cause })
  })
}

export interface Ends {
  /** Read without waiting, for ourselves. */
  readonly reading: number
  readonly writing: number
}

/** Both ends at once; neither waits for the other then. `ours`: the one that must never block us. */
export const openBoth = (path: string, ours: 'reading' | 'writing'): Ends => {
  const both = openSync(path, O_RDWR | O_NOFOLLOW)
  try {
    const nonBlocking = (end: string) => (end === ours ? O_NONBLOCK : 0)
    const reading = openSync(path, O_RDONLY | O_NOFOLLOW | nonBlocking('reading'))
    return { reading, writing: openSync(path, O_WRONLY | O_NOFOLLOW | nonBlocking('writing')) }
  } finally {
    closeSync(both)
  }
}

/** For a reader that shall never see its end, whoever writes or no longer does. */
export const openForEver = (path: string): number => openSync(path, O_RDWR | O_NOFOLLOW)

/** Undefined: nobody reads it any more. */
export const openWriter = (path: string): number | undefined => {
  try {
    return openSync(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW)
  } catch {
    return undefined
  }
}
