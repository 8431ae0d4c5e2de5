import type { RemovePath } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** Without `recursive` a folder goes only when it is empty, and it is no fault that it isn't. */
export const removePath: ShellChange<RemovePath> = ({ path, recursive }) => ({
  script: recursive
    ? 'rm -rf -- "$1"'
    : 'if [ -d "$1" ] && [ ! -L "$1" ]; then rmdir -- "$1" 2>/dev/null || :; else rm -f -- "$1"; fi',
  args: [path],
})
