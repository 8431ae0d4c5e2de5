import type { RemoveBlock } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** The file keeps its mode and owner, and is never there by half. */
export const removeBlock: ShellChange<RemoveBlock> = ({ path, begin, end }) => ({
  script: `[ -f "$1" ] && [ ! -L "$1" ] || exit 0
cp -p -- "$1" "$1.mantl-new"
awk -v b="$2" -v e="$3" '$0 == b { inside = 1 } !inside { print } $0 == e { inside = 0 }' "$1" > "$1.mantl-new"
sync "$1.mantl-new"
mv -f -- "$1.mantl-new" "$1"`,
  args: [path, begin, end],
})
