import { chownSync, mkdirSync } from 'node:fs'
import type { Preparer } from './preparer.ts'

export const folder: Preparer<'folder'> = {
  make: ({ path, user, mode = 0o755 }) => {
    const made = mkdirSync(path, { recursive: true, mode })
    if (made !== undefined && user !== undefined) chownSync(path, user.uid, user.gid)
  },
}
