import { closeSync, fstatSync, statSync } from 'node:fs'
import { MantlError } from '../../../../errors.ts'
import { makeFileBeneath, openBeneath } from '../../linux/beneath.ts'
import type { Preparer } from './preparer.ts'

/** It stays in the sandbox, as empty as it was made. */
export const mountPoint: Preparer<'mount-point'> = {
  make: ({ root, path, like }) => {
    if (!statSync(like).isDirectory()) return makeFileBeneath(root, path)
    const folder = openBeneath(root, path, true)
    const isFolder = fstatSync(folder).isDirectory()
    closeSync(folder)
    if (!isFolder) throw new MantlError('follower.path', `${root}/${path} is no folder, and one is to be mounted there`)
  },
}
