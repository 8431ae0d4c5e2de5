import { MantlError } from '../../../errors.ts'
import type { CommandResult } from '../../../transport/connection.ts'
import { batched } from '../../model/fact.ts'

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

export interface FileQuestion {
  readonly path: string
  /** Up to 256 KiB of a file's text come along, for the plan's differences. */
  readonly show?: boolean
  /** SHA-256 of a text that need not come along. */
  readonly known?: string
}

/** What stands at a path. However many are asked about, the host runs stat and sha256sum once. */
export const file = batched<FileQuestion, FileState>({
  name: 'files/file',
  subject: ({ path }) => `what stands at ${path}`,
  revealing: ({ show = false }) => !show,
  batch: {
    command: all => ({
      script,
      args: [
        String(all.length),
        ...all.map(({ path }) => path),
        ...all.map(({ show, known }) => (show ? (known ?? 'none') : '')),
      ],
      maxOutputBytes: all.reduce((sum, { show }) => sum + (show ? 270_000 : 2000), 300_000),
      sensitive: !all.every(({ show }) => show),
    }),
    read: (result, all) => readStates(result, all),
  },
})

/**
 * In: how many paths, the paths, for each '' or 'none' or the digest of a text that is not wanted. Out, in parts that RS begins:
 *   one letter a path: - absent, l link, d directory, f file, o other
 *   `mode|user:group|path` of each d, f, o, as stat says it
 *   `digest  path` of each f, as sha256sum says it
 *   `<index>|` and a link's target or a file's text
 * The loop runs on builtins; a name stands in the text that `eval` gets as a parameter's number.
 */
const script = `n=$1 k= s= h= d= i=0 nl='
'
shift
while [ "$i" -lt "$n" ]; do
  i=$((i+1)); eval "p=\\\${$i}"
  if [ -L "$p" ]; then k=\${k}l; continue; fi
  if [ ! -e "$p" ]; then k=$k-; continue; fi
  s="$s \\"\\\${$i}\\""
  if [ -d "$p" ]; then k=\${k}d
  elif [ -f "$p" ]; then k=\${k}f h="$h \\"\\\${$i}\\""
  else k=\${k}o; fi
done
printf '%s\\036' "$k"
[ -z "$s" ] || eval "stat -c '%a|%U:%G|%n' -- $s"
[ -z "$h" ] || d=$(eval "sha256sum -- $h")
printf '\\036%s\\n' "$d"
i=0
while [ "$i" -lt "$n" ]; do
  i=$((i+1)); eval "p=\\\${$i} w=\\\${$((n+i))}"
  if [ -L "$p" ]; then printf '\\036%s|' "$i"; readlink -n "$p"
  elif [ -n "$w" ] && [ -f "$p" ]; then
    case "$nl$d$nl" in *"$nl$w  $p$nl"*) continue ;; esac
    printf '\\036%s|' "$i"; head -c 262144 "$p"
  fi
done
:`

const readStates = ({ stdout, exitCode, stderr }: CommandResult, all: readonly FileQuestion[]): FileState[] => {
  const [kinds, stats, digests, contents] = partsOf(stdout)
  if (exitCode !== 0 || kinds.length !== all.length) throw unreadable(all.map(({ path }) => path).join(', '), stderr)
  const attributes = new Map(stats.map(line => attributesIn(line)))
  const sums = new Map(digests.map(line => digestIn(line)))
  const texts = textsIn(contents, kinds, all)
  return all.map(({ path }, index): FileState => {
    const kind = kinds[index]
    if (kind === '-') return { kind: 'absent' }
    const text = texts.get(index) ?? ''
    if (kind === 'l') return { kind: 'link', target: text }
    const found = attributes.get(path)
    const sha256 = sums.get(path)
    if (found === undefined || (kind === 'f' && sha256 === undefined)) throw unreadable(path, stderr)
    if (kind === 'f') return { kind: 'file', ...found, sha256: sha256!, ...(text === '' ? {} : { text }) }
    return { kind: kind === 'd' ? 'directory' : 'other', ...found }
  })
}

const unreadable = (path: string, said: string) =>
  new MantlError('fact.unreadable', `${path} cannot be looked at: ${said.trim()}`)

const partsOf = (stdout: string): readonly [string, readonly string[], readonly string[], string] => {
  const first = stdout.indexOf('\x1e')
  const second = stdout.indexOf('\x1e', first + 1)
  const third = stdout.indexOf('\x1e', second + 1)
  const end = third < 0 ? stdout.length : third
  if (first < 0 || second < 0) return ['', [], [], '']
  const lines = (text: string) => text.split('\n').filter(line => line !== '')
  return [
    stdout.slice(0, first),
    lines(stdout.slice(first + 1, second)),
    lines(stdout.slice(second + 1, end)),
    stdout.slice(end),
  ]
}

const attributesIn = (line: string) => {
  const [mode = '', owner = '', ...path] = line.split('|')
  return [path.join('|'), { mode: Number.parseInt(mode, 8), owner }] as const
}

/** A name that holds a backslash or a line's end is written with more of them, and the line begins with one. */
const digestIn = (line: string): readonly [path: string, sha256: string] => {
  const escaped = line.startsWith('\\')
  const [, sha256 = '', name = ''] = /^\\?([0-9a-f]{64}) [ *](.*)$/.exec(line) ?? []
  const unescaped = () => name.replaceAll(/\\(.)/g, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? letter)
  return [escaped ? unescaped() : name, sha256]
}

/** By index. Each text ends where that of a later path begins. */
const textsIn = (contents: string, kinds: string, all: readonly FileQuestion[]): ReadonlyMap<number, string> => {
  const starts = all.flatMap(({ show }, index) =>
    kinds[index] === 'l' || (show && kinds[index] === 'f') ? [{ index, mark: `\x1e${index + 1}|` }] : [],
  )
  const found: { index: number; at: number; from: number }[] = []
  for (const { index, mark } of starts) {
    const at = contents.indexOf(mark, found.at(-1)?.from ?? 0)
    if (at >= 0) found.push({ index, at, from: at + mark.length })
  }
  return new Map(found.map(({ index, from }, nth) => [index, contents.slice(from, found[nth + 1]?.at)]))
}
