import type { InstallPackages, RemovePackages } from '../model/change.ts'
import type { Apply } from './context.ts'
import { runScript } from './run-script.ts'

const minutes = 60_000

/** What a package brings with it is noted too: destroy removes exactly that. apt waits for another apt to end. */
export const installPackages: Apply<InstallPackages> = async ({ names }, context) => {
  await runScript(context, installScript, names, { timeoutMs: 15 * minutes })
}

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

export const removePackages: Apply<RemovePackages> = async ({ names }, context) => {
  await runScript(context, `${apt} purge "$@" >/dev/null`, names, { timeoutMs: 10 * minutes })
}
