import type { SetAttributes } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** Owner before mode: chown clears setuid bits. */
export const setAttributes: ShellChange<SetAttributes> = ({ path, mode, owner }) => ({
  script: 'if [ -n "$3" ]; then chown "$3" -- "$1"; fi; chmod "$2" -- "$1"',
  args: [path, mode.toString(8), owner ?? ''],
})
