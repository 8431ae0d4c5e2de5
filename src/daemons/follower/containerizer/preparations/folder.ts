import { closeSync, constants, fchownSync, fstatSync, mkdirSync, openSync } from 'node:fs'
import type { Preparer } from './preparer.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants

export const folder: Preparer<'folder'> = {
  make: ({ path, user, mode = 0o755, given }) => {
    const made = mkdirSync(path, { recursive: true, mode })
    if (user === undefined || (made === undefined && !given)) return
    const descriptor = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    try {
      const { uid, gid } = fstatSync(descriptor)
      if (uid !== user.uid || gid !== user.gid) fchownSync(descriptor, user.uid, user.gid)
    } finally {
      closeSync(descriptor)
    }
  },
}
