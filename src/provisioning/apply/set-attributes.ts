import type { SetAttributes } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** Owner before mode: chown clears setuid bits. */
export const setAttributes: ShellChange<SetAttributes> = ({ path, mode, owner }) => ({
  script: 'if [ -n "$3" ]; then chown "$3" -- "$1"; fi; chmod "$2" -- "$1"',
  args: [path, wholeMode(mode), owner ?? ''],
})

/** Five digits: with fewer GNU's programs leave a folder the group bit that it has, or that it got from the folder above. */
export const wholeMode = (mode: number): string => mode.toString(8).padStart(5, '0')
