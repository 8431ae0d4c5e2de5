import { MantlError } from '../../../errors.ts'
import type { FactKind } from '../../model/fact.ts'

export interface FileSystem {
  /** As stat names it: tmpfs, ext2/ext3, overlayfs, xfs … */
  readonly type: string
  readonly freeBytes: number
}

/** The file system on which something at this path would be: that of its nearest parent that exists. */
export const fileSystem: FactKind<{ readonly path: string }, FileSystem> = {
  name: 'files/file-system',
  subject: ({ path }) => `the file system of ${path}`,
  lasting: ({ type }) => type, // free space changes all the time
  command: ({ path }) => ({ script, args: [path] }),
  read: ({ stdout, stderr }, { path }) => {
    const [, type = '', blocks = '', size = ''] = /^(\S+) (\d+) (\d+)$/.exec(stdout.trim()) ?? []
    if (type === '')
      throw new MantlError('fact.unreadable', `the file system of ${path} does not tell its size: ${stderr.trim()}`)
    return { type, freeBytes: Number(blocks) * Number(size) }
  },
}

const script = `p=$1
while [ ! -e "$p" ] && [ "$p" != / ]; do p=\${p%/*}; p=\${p:-/}; done
stat -L -f -c '%T %a %S' -- "$p"`
