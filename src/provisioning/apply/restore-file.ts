import type { RestoreFile } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** Beside its place first, as an upload does: whole or not at all, owner before mode. */
export const restoreFile: ShellChange<RestoreFile> = ({ path, sha256, from, mode, owner }) => ({
  script,
  args: [path, from, sha256, mode.toString(8), owner ?? ''],
})

const script = `umask 077; t="$1.mantl-restored"
trap 'rm -f -- "$t"' EXIT
cp -- "$2" "$t"
s=$(sha256sum < "$t"); [ "\${s%% *}" = "$3" ] || { echo "the copy that was kept is damaged" >&2; exit 1; }
if [ -n "$5" ]; then chown "$5" -- "$t"; fi
chmod "$4" -- "$t"
sync "$t"
mv -f -- "$t" "$1"
trap - EXIT`
