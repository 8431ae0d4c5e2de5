import { closeSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { MantlError } from '../../../../errors.ts'
import { openBeneath } from '../../linux/beneath.ts'
import { isShared } from '../../linux/mount-sharing.ts'
import type { Preparer } from './preparer.ts'

/** What was made stays: others may use it by now. */
export const hostPath: Preparer<'host-path'> = {
  make: ({ path, creatable, shared }) => {
    if (!existsSync(path)) makeBelow(path, creatable)
    if (shared && !isShared(readFileSync('/proc/self/mountinfo', 'utf8'), realpathSync(path))) {
      throw new MantlError('follower.path', `mounts can't spread from ${path}: it is below no shared mount`)
    }
  },
}

const makeBelow = (path: string, creatable: readonly string[]): void => {
  const folder = creatable.map(one => one.replace(/\/+$/, '')).find(one => path === one || path.startsWith(`${one}/`))
  if (folder === undefined) throw new MantlError('follower.path', `the path ${path} does not exist on the host`)
  mkdirSync(folder, { recursive: true })
  if (path !== folder) closeSync(openBeneath(realpathSync(folder), path.slice(folder.length + 1), true))
}
