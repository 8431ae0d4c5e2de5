import { closeSync, fchownSync, mkdirSync, openSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mount, unmountAll } from '../../linux/mounts.ts'
import type { Preparer } from './preparer.ts'

/** ramfs and not tmpfs: pages of that may be swapped to a disk. */
export const secrets: Preparer<'secrets'> = {
  make: async ({ folder, user, files }) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    await mount(['-t', 'ramfs', '-o', 'mode=0700,nosuid,nodev,noexec', 'ramfs', folder])
    for (const { name, data = '' } of files) {
      const file = openSync(join(folder, name), 'wx', 0o600)
      try {
        if (user) fchownSync(file, user.uid, user.gid)
        writeFileSync(file, Buffer.from(data, 'base64'))
      } finally {
        closeSync(file)
      }
    }
  },
  undo: async ({ folder }) => {
    await unmountAll(folder)
    if (statSync(folder, { throwIfNoEntry: false })) rmdirSync(folder)
  },
  kept: ({ files, ...rest }) => ({ ...rest, files: files.map(({ name }) => ({ name })) }),
}
