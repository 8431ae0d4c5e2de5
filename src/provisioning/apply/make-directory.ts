import type { MakeDirectory } from '../model/change.ts'
import { wholeMode } from './set-attributes.ts'
import type { ShellChange } from './shell-change.ts'

/** Parents that are missing are made too, each noted on its own: only the directory itself is ours with all that is in it. */
export const makeDirectory: ShellChange<MakeDirectory> = ({ path, mode, owner, shared }) => ({
  script,
  args: [path, wholeMode(mode), owner ?? '', shared ? 'path' : 'tree'],
})

/**
 * sh's variables are global, also in a recursion: the function has none. A new folder of whoever makes it is one process, and on a first run
 * there are a dozen of them.
 */
const script = `note_parents() {
  case $1 in /*/*) ;; *) return 0 ;; esac
  if [ ! -e "\${1%/*}" ]; then
    note_parents "\${1%/*}"
    made path "\${1%/*}"
  fi
}
note_parents "\${1%/}"
made "$4" "$1"
if [ -z "$3" ] && [ ! -e "$1" ]; then mkdir -p -m "$2" -- "$1"; exit; fi
[ -d "$1" ] || mkdir -p -- "$1"
if [ -n "$3" ]; then chown "$3" -- "$1"; fi
chmod "$2" -- "$1"`
