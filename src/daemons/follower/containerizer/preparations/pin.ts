import { closeSync, fstatSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { openBeneath } from '../../linux/beneath.ts'
import { mount, unmountAll } from '../../linux/mounts.ts'
import type { Preparer } from './preparer.ts'

export const pin: Preparer<'pin'> = {
  make: async ({ root, path, at }) => {
    const place = openBeneath(root, path)
    try {
      mkdirSync(dirname(at), { recursive: true, mode: 0o700 })
      if (fstatSync(place).isDirectory()) mkdirSync(at, { recursive: true })
      else writeFileSync(at, '', { mode: 0o600 })
      // By the descriptor, which names the place itself: the path to it may lead elsewhere by now.
      await mount(['--no-canonicalize', '--bind', '/proc/self/fd/3', at], [place])
    } finally {
      closeSync(place)
    }
  },
  undo: async ({ at }) => {
    await unmountAll(at)
    removeEmpty(at)
    removeIfEmpty(dirname(at))
  },
}

/** Never what lies in a folder: it would be somebody's data if it were still mounted. */
const removeEmpty = (path: string): void => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (stats.isDirectory()) rmdirSync(path)
  else rmSync(path)
}

const removeIfEmpty = (folder: string): void => {
  try {
    rmdirSync(folder)
  } catch {}
}
