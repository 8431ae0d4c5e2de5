import type { InstallPackages, RemovePackages } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

const minutes = 60_000

/** What a package brings with it is noted too: destroy removes exactly that. apt waits for another apt to end. */
export const installPackages: ShellChange<InstallPackages> = ({ names }) => ({
  script: installScript,
  args: names,
  timeoutMs: 15 * minutes,
})

const apt = 'DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300'

const installScript = `command -v apt-get >/dev/null || { echo "packages are installed by apt-get, and this host has none" >&2; exit 1; }
dpkg --configure -a >/dev/null
installed() { dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' | sed -n 's/^installed //p' | sort; }
before=$(installed)
list=$(${apt} -s --no-install-recommends install "$@" 2>/dev/null) || { ${apt} update >/dev/null; list=$(${apt} -s --no-install-recommends install "$@"); }
for p in $(printf '%s\\n' "$list" | sed -n 's/^Inst \\([^ ]*\\) .*/\\1/p'); do
  printf '%s\\n' "$before" | grep -qx "$p" || made package "$p"
done
${apt} --no-install-recommends install "$@" >/dev/null || { ${apt} update >/dev/null; ${apt} --no-install-recommends install "$@" >/dev/null; }`

/** A name that is gone by now is no fault. */
export const removePackages: ShellChange<RemovePackages> = ({ names }) => ({
  script: `list=
for p; do if dpkg-query -W -f '\${db:Status-Status}' "$p" 2>/dev/null | grep -qv not-installed; then list="$list $p"; fi; done
[ -z "$list" ] || ${apt} purge $list >/dev/null`,
  args: names,
  timeoutMs: 10 * minutes,
})
