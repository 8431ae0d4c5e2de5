import { stat, utimes } from 'node:fs/promises'

const day = 24 * 3600 * 1000

/**
 * Whether something of this name is in the cache: what is there is whole, for it got its name when it was. Asking counts as use: the time of
 * the last access is set here, since many file systems do not note it. The time of change stays, by which digests are kept.
 */
export const isThere = async (path: string, now = Date.now()): Promise<boolean> => {
  try {
    const { atimeMs, mtime } = await stat(path)
    if (now - atimeMs > day) await utimes(path, new Date(now), mtime)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return ['EPERM', 'EROFS', 'EACCES'].includes(code) && (await stat(path).then(Boolean, () => false))
  }
}
