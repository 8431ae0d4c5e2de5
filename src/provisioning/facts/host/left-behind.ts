import { batched } from '../../model/fact.ts'
import { type Made, made } from './made.ts'

export interface LeftQuestion {
  readonly state: string
  /** What tells that something is left. */
  readonly paths: readonly string[]
  /** Lines of ours in a file of others tell it too: that file, and the line with which ours begin. */
  readonly block?: { readonly path: string; readonly begin: string }
}

export interface LeftBehind {
  /** Which of the paths are there, and the block's where its first line is. */
  readonly there: readonly string[]
  /** All that mantl made on the host; nothing where nothing is there. */
  readonly made: readonly Made[]
}

/** What may be left of something that mantl made. A host that has none of it starts no process for the answer. */
export const leftBehind = batched<LeftQuestion, LeftBehind>({
  name: 'host/left-behind',
  subject: ({ paths, block }) => `what is left at ${[...paths, ...(block ? [block.path] : [])].join(', ')}`,
  lasting: ({ there }) => there,
  batch: {
    command: all => ({
      script,
      args: [
        all[0]?.state ?? '',
        ...all.flatMap(({ paths }) => paths.flatMap(path => ['', path])),
        ...all.flatMap(({ block }) => (block ? [block.begin, block.path] : [])),
      ],
      maxOutputBytes: 1_000_000,
      inline: true,
    }),
    read: (result, all) => {
      const said = new Set(result.stdout.split('\n'))
      const list = made.read(result, { state: '' })
      return all.map(({ paths, block }) => {
        const there = [...paths, ...(block ? [block.path] : [])].filter(path => said.has(`there ${path}`))
        return { there, made: there.length === 0 ? [] : list }
      })
    },
  },
})

/**
 * In: the state folder, then pairs: '' and a path, or a line and the file that may hold it. Out: `there PATH` of each that is so, then the list of
 * what was made, if any is. Builtins read a file's first 500 lines, for in most files that costs less than a process.
 */
const script = `mantl_m=$1/made mantl_f=; shift
while [ $# -gt 0 ]; do
  mantl_i= mantl_n=0
  if [ -z "$1" ]; then
    if [ -e "$2" ] || [ -L "$2" ]; then mantl_i=there; fi
  elif [ -f "$2" ]; then
    while IFS= read -r mantl_x; do
      if [ "$mantl_x" = "$1" ]; then mantl_i=there; break; fi
      mantl_n=$((mantl_n+1))
      if [ "$mantl_n" -ge 500 ]; then if grep -qxF -e "$1" -- "$2"; then mantl_i=there; fi; break; fi
    done <"$2"
  fi
  if [ "$mantl_i" = there ]; then mantl_f=1; printf 'there %s\\n' "$2"; fi
  shift 2
done
[ -z "$mantl_f" ] || cat "$mantl_m" 2>/dev/null; :`
