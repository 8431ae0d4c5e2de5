import { lstatSync, readlinkSync, rmSync } from 'node:fs'
import { MantlError } from '../../../../errors.ts'
import { linkBeneath } from '../../linux/beneath.ts'
import type { Preparer } from './preparer.ts'

/** Only its own link is ever removed or taken for done. */
export const link: Preparer<'link'> = {
  make: ({ root, path, target }) => {
    if (leadsTo(`${root}/${path}`) === target) return
    linkBeneath(root, path, target)
  },
  undo: ({ root, path, target }) => {
    if (leadsTo(`${root}/${path}`) === target) rmSync(`${root}/${path}`)
  },
}

const leadsTo = (path: string): string | undefined => {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new MantlError('follower.path', `${path} can't be looked at`, { cause })
  }
}
