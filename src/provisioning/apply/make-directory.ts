import type { MakeDirectory } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** Parents that are missing are made too, each noted on its own: only the directory itself is ours with all that is in it. */
export const makeDirectory: ShellChange<MakeDirectory> = ({ path, mode, owner, shared }) => ({
  script,
  args: [path, mode.toString(8), owner ?? '', shared ? 'path' : 'tree'],
})

/** sh's variables are global, also in a recursion: the function has none. */
const script = `note_parents() {
  if [ ! -e "$(dirname -- "$1")" ]; then
    note_parents "$(dirname -- "$1")"
    made path "$(dirname -- "$1")"
  fi
}
note_parents "$1"
made "$4" "$1"
mkdir -p -- "$1"
if [ -n "$3" ]; then chown "$3" -- "$1"; fi
chmod "$2" -- "$1"`
