import { quote } from '../../transport/quote.ts'
import type { ShellWork } from './shell-change.ts'

/**
 * One sh text for several works, one after another; the first that fails ends it. PURE. stdout tells of each finished work with a
 * line `INDEX EXITCODE`; on stderr RS stands before what each work says. Works see neither variables nor options of each other.
 */
export const batchScript = (works: readonly ShellWork[]): string =>
  [made, applied, ...works.map(step), ...(noted(works) ? [notesToDisk] : [])].join('\n')

const noted = (works: readonly ShellWork[]): boolean =>
  works.some(({ leaves = [] }) => leaves.length > 0) && !works.at(-1)?.notesOnDisk

/** sh: where a power cut comes then, what was made stays known. One process for all works, for each costs as much as the change itself. */
export const notesToDisk = 'sync "$MANTL_STATE/made" "$MANTL_STATE/applied" 2>/dev/null || :'

/** sh: `made KIND NAME` notes what is about to be made. The list stands in the state folder, which is the first that is made and noted, with those of its parents that are missing. */
export const made = `made() {
  if [ ! -d "$MANTL_STATE" ]; then
    above=; d=$MANTL_STATE
    while d=\${d%/*}; [ -n "$d" ] && [ ! -e "$d" ]; do above="path $d
$above"; done
    mkdir -p "$MANTL_STATE" && printf '%stree %s\\n' "$above" "$MANTL_STATE" >> "$MANTL_STATE/made"
  fi
  printf '%s %s\\n' "$1" "$2" >> "$MANTL_STATE/made"
}`

/**
 * Noted before it is so: a change that dies, or that nobody can note any more when it is done, would be unknown to drift and rollback, for the
 * next run finds nothing to do there. A change that removes the state folder leaves no note.
 */
const applied = `applied() { [ ! -d "$MANTL_STATE" ] || ( umask 077; printf '%s\\n' "$1" >> "$MANTL_STATE/applied" ); }`

const step = ({ script, args, leaves = [] }: ShellWork, index: number): string => `printf '\\036' >&2
( set -e
set -- ${args.map(quote).join(' ')}
${leaves.map(line => `applied ${quote(line)}`).join('\n')}
${script}
) >&2
r=$?; echo "${index} $r"; [ "$r" = 0 ] || exit "$r"`

export interface BatchResult {
  /** How many works succeeded. */
  readonly done: number
  /** What the last work that was begun said. */
  readonly said: string
}

export const readBatch = (stdout: string, stderr: string): BatchResult => ({
  done: stdout.split('\n').filter(line => /^\d+ 0$/.test(line)).length,
  said: stderr.slice(stderr.lastIndexOf('\x1e') + 1).trim(),
})
