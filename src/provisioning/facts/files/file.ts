import { MantlError } from '../../../errors.ts'
import type { FactKind } from '../../model/fact.ts'

export type FileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'directory' | 'other'; readonly mode: number; readonly owner: string }
  | { readonly kind: 'link'; readonly target: string }
  | {
      readonly kind: 'file'
      readonly mode: number
      readonly owner: string
      readonly sha256: string
      readonly text?: string
    }

/** What stands at a path. With `show`, up to 256 KiB of a file's text come along, for the plan's differences. */
export const file: FactKind<{ readonly path: string; readonly show?: boolean }, FileState> = {
  name: 'files/file',
  subject: ({ path }) => `what stands at ${path}`,
  revealing: ({ show = false }) => !show,
  command: ({ path, show }) => ({
    argv: ['sh', '-c', script, 'sh', path, show ? '262144' : '0'],
    maxOutputBytes: 300_000,
    sensitive: !show,
  }),
  read: ({ stdout, exitCode, stderr }, { path }) => {
    if (exitCode !== 0) throw new MantlError('fact.unreadable', `${path} cannot be looked at: ${stderr.trim()}`)
    return parse(stdout, path)
  },
}

/** One line `kind|mode|user:group|digest or target`, then the text. */
const script = `p=$1
if [ -L "$p" ]; then printf 'link|||%s\\n' "$(readlink "$p")"; exit 0; fi
if [ ! -e "$p" ]; then echo 'absent|||'; exit 0; fi
a=$(stat -c '%a|%U:%G' "$p") || exit 1
if [ -d "$p" ]; then echo "directory|$a|"; exit 0; fi
if [ ! -f "$p" ]; then echo "other|$a|"; exit 0; fi
s=$(sha256sum < "$p") || exit 1
echo "file|$a|\${s%% *}"
if [ "$2" -gt 0 ]; then head -c "$2" "$p"; fi`

const parse = (stdout: string, path: string): FileState => {
  const end = stdout.indexOf('\n')
  const [kind, mode = '', owner = '', ...rest] = stdout.slice(0, end).split('|')
  const last = rest.join('|')
  if (kind === 'absent') return { kind }
  if (kind === 'link') return { kind, target: last }
  if (kind === 'directory' || kind === 'other') return { kind, mode: Number.parseInt(mode, 8), owner }
  if (kind !== 'file') throw new MantlError('fact.unreadable', `${path}: an answer of an unknown kind`)
  const text = stdout.slice(end + 1)
  return { kind, mode: Number.parseInt(mode, 8), owner, sha256: last, ...(text === '' ? {} : { text }) }
}
