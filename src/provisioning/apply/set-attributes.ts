import type { SetAttributes } from '../model/change.ts'
import type { Apply } from './context.ts'
import { runScript } from './run-script.ts'

export const setAttributes: Apply<SetAttributes> = async ({ path, mode, owner }, context) => {
  await runScript(context, 'chmod "$2" -- "$1"; if [ -n "$3" ]; then chown "$3" -- "$1"; fi', [
    path,
    mode.toString(8),
    owner ?? '',
  ])
}
