import { lstatSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { MantlError } from '../../../errors.ts'

/** An empty folder of ours alone: what an earlier run left in it goes. Throws MantlError follower.fetch where others could change it. */
export const emptyFolder = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  refuseForeign(dirname(path))
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { mode: 0o700 })
}

/** The default lies below /tmp, where anybody may have made the folders before us: nobody but us and root may own what leads to the cache. */
const refuseForeign = (path: string): void => {
  for (let folder = path; ; folder = dirname(folder)) {
    const stats = lstatSync(folder)
    const shared = (stats.mode & 0o022) !== 0 && (stats.mode & 0o1000) === 0
    if (!stats.isDirectory() || shared || ![0, process.getuid?.()].includes(stats.uid)) {
      throw new MantlError('follower.fetch', `${folder} can be changed by others: what is cached there could be, too`, {
        hint: 'name another folder with --fetcher_cache_dir',
      })
    }
    if (folder === dirname(folder)) return
  }
}
