import { MantlError } from '../../../errors.ts'
import { batched } from '../../model/fact.ts'

export interface FileSystem {
  /** As stat names it: tmpfs, ext2/ext3, overlayfs, xfs … */
  readonly type: string
  readonly freeBytes: number
}

/** The file system on which something at this path would be: that of its nearest parent that exists. */
export const fileSystem = batched<{ readonly path: string }, FileSystem>({
  name: 'files/file-system',
  subject: ({ path }) => `the file system of ${path}`,
  lasting: ({ type }) => type, // free space changes all the time
  batch: {
    command: all => ({ script, args: all.map(({ path }) => path), inline: true }),
    read: ({ stdout, stderr }, all) => {
      const [parents, stats = ''] = stdout.split('\x1e')
      const lines = parents!.split('\n')
      const systems = new Map(stats.split('\n').map(parse))
      return all.map(({ path }, index) => {
        const found = systems.get(lines[index])
        if (found) return found
        throw new MantlError('fact.unreadable', `the file system of ${path} does not tell its size: ${stderr.trim()}`)
      })
    },
  },
})

/** The parents that exist, then `blocks size type|parent` of each. */
const script = `for mantl_x; do
  while [ ! -e "$mantl_x" ] && [ "$mantl_x" != / ]; do mantl_x=\${mantl_x%/*}; mantl_x=\${mantl_x:-/}; done
  printf '%s\\n' "$mantl_x"; set -- "$@" "$mantl_x"; shift
done
printf '\\036'
stat -L -f -c '%a %S %T|%n' -- "$@"`

const parse = (line: string): readonly [string | undefined, FileSystem | undefined] => {
  const [, blocks, size, type = '', path] = /^(\d+) (\d+) ([^|]+)\|(.*)$/.exec(line) ?? []
  return [path, path === undefined ? undefined : { type, freeBytes: Number(blocks) * Number(size) }]
}
