import { type FSWatcher, watch } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { openExactly } from '../../../../http/files/open-exactly.ts'

export interface Following {
  readonly stop: AbortSignal
  /** Nothing more is written: its present end is the end. */
  readonly over: () => boolean
}

const pieceBytes = 64 * 1024
/** The kernel tells of changes at once; this is for where it can't. ms */
const lookAgainMillis = 250

/** Hands on what is written to a file; more is read when `take` is done with this piece. */
export type Follow = (take: (bytes: Uint8Array) => Promise<void> | void, following: Following) => Promise<void>

/**
 * What is written to the file after this has resolved can be followed. The file lies in a sandbox, so that no link is followed. One that was
 * cut short, or that another has taken the place of, is read from its beginning.
 */
export const openToFollow = async (path: string): Promise<Follow> => {
  const opened = await openExactly(path)
  return (take, following) => follow(path, opened, take, following)
}

/** A file that nothing will be written to. */
export const silence: Follow = async (_, { stop, over }) => {
  while (!stop.aborted && !over()) await pause(lookAgainMillis, undefined, { signal: stop }).catch(() => {})
}

const follow = async (
  path: string,
  opened: Awaited<ReturnType<typeof openExactly>>,
  take: Parameters<Follow>[0],
  { stop, over }: Following,
): Promise<void> => {
  let { file, stats } = opened
  let at = stats.size
  let bell = createBell(file)
  const buffer = Buffer.alloc(pieceBytes)
  try {
    while (!stop.aborted) {
      const last = over()
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, at)
      if (bytesRead > 0) {
        at += bytesRead
        await take(Buffer.from(buffer.subarray(0, bytesRead)))
        continue
      }
      if ((await file.stat()).size < at) {
        at = 0
        continue
      }
      const next = await replaced(path, stats.ino)
      if (next) {
        await readUpTo(file, at, (await file.stat()).size, take)
        await file.close()
        bell.close()
        file = next.file
        stats = next.stats
        bell = createBell(file)
        at = 0
        continue
      }
      if (last) return
      await bell.rings(stop)
    }
  } finally {
    bell.close()
    await file.close()
  }
}

/** What came between our last look and the other file. */
const readUpTo = async (file: FileHandle, from: number, to: number, take: Parameters<Follow>[0]): Promise<void> => {
  for (let at = from; at < to; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(pieceBytes, to - at)), 0, undefined, at)
    if (bytesRead === 0) return
    at += bytesRead
    await take(buffer.subarray(0, bytesRead))
  }
}

const replaced = async (path: string, inode: number) => {
  try {
    const opened = await openExactly(path)
    if (opened.stats.ino !== inode) return opened
    await opened.file.close()
  } catch {
    // It is gone: what was written to it is read to its end.
  }
  return undefined
}

/** Rings when the file changes, and now and then. */
const createBell = (file: FileHandle) => {
  let wake = () => {}
  let rung = false
  const ring = () => {
    rung = true
    wake()
  }
  let watcher: FSWatcher | undefined
  try {
    watcher = watch(`/proc/self/fd/${file.fd}`, ring)
    watcher.on('error', () => watcher?.close())
  } catch {
    // Too many are watched on this machine.
  }
  return {
    rings: async (stop: AbortSignal): Promise<void> => {
      if (!rung) {
        const woken = new Promise<void>(resolve => {
          wake = resolve
        })
        const enough = new AbortController()
        const timer = pause(lookAgainMillis, undefined, { signal: AbortSignal.any([stop, enough.signal]) })
        await Promise.race([woken, timer.catch(() => {})])
        enough.abort()
      }
      rung = false
    },
    close: () => watcher?.close(),
  }
}
