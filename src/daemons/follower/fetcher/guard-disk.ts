import { statfs } from 'node:fs/promises'

/** What is left to the agent and all other tasks: a twentieth of the disk, a gigabyte at most. */
const mostReserve = 1024 ** 3
const reservedShare = 0.05
const pollMillis = 200

/**
 * Calls `full` when the disk of a folder, which had room, is nearly full: an archive may unpack to a million times its size. What it returns
 * ends that.
 */
export const guardDisk = (
  folder: string,
  full: (error: Error) => void,
  room: (folder: string) => Promise<number> = roomIn,
): (() => void) => {
  let over = false
  const watch = async (): Promise<void> => {
    const before = await room(folder)
    while (!over && before > 0) {
      await new Promise(resolve => setTimeout(resolve, pollMillis).unref())
      if (!over && (await room(folder)) <= 0) return full(new Error('it would fill the disk of the agent'))
    }
  }
  watch().catch(() => {}) // the folder is gone, and so is what fills it
  return () => {
    over = true
  }
}

/** Bytes above the reserve. */
const roomIn = async (folder: string): Promise<number> => {
  const { bavail, blocks, bsize } = await statfs(folder)
  return bavail * bsize - Math.min(blocks * bsize * reservedShare, mostReserve)
}
