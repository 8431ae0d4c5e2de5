import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readlink } from 'node:fs/promises'

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * Opens the file that has this real path, and no other: a task may swap folders of its sandbox for symlinks between the
 * look and the opening, or lay out a pipe that would block us. Throws ENOENT in the first case.
 */
export const openExactly = async (real: string): Promise<{ readonly file: FileHandle; readonly stats: Stats }> => {
  const file = await open(real, FLAGS)
  try {
    if ((await readlink(`/proc/self/fd/${file.fd}`)) !== real) {
      throw Object.assign(new Error(`${real} was moved`), { code: 'ENOENT' })
    }
    return { file, stats: await file.stat() }
  } catch (error) {
    await file.close()
    throw error
  }
}
