import type { InstallPackages, RemovePackages } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

const minutes = 60_000

/** What a package brings with it is noted too, and on Debian the users that its scripts make and would leave behind: destroy removes exactly that. apt and dnf wait for another of their kind to end. */
export const installPackages: ShellChange<InstallPackages> = ({ names }) => ({
  script: `if command -v apt-get >/dev/null; then
${installByApt}
elif command -v dnf >/dev/null; then
${installByDnf}
else
echo "packages are installed by apt-get or dnf, and this host has neither" >&2; exit 1
fi`,
  args: names,
  timeoutMs: 15 * minutes,
})

const apt =
  'DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o APT::Keep-Downloaded-Packages=false'

const installByApt = `dpkg --configure -a >/dev/null
installed() { dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' | sed -n 's/^installed //p' | sort; }
before=$(installed)
accounts() { sed 's/:.*//' "/etc/$1"; }
users=$(accounts passwd) groups=$(accounts group)
list=$(${apt} -s --no-install-recommends install "$@" 2>/dev/null) || { ${apt} update >/dev/null; list=$(${apt} -s --no-install-recommends install "$@"); }
for p in $(printf '%s\\n' "$list" | sed -n 's/^Inst \\([^ ]*\\) .*/\\1/p'); do
  printf '%s\\n' "$before" | grep -qx "$p" || made package "$p"
done
${apt} --no-install-recommends install "$@" >/dev/null || { ${apt} update >/dev/null; ${apt} --no-install-recommends install "$@" >/dev/null; }
for u in $(accounts passwd); do printf '%s\\n' "$users" | grep -qxF "$u" || made user "$u"; done
for g in $(accounts group); do printf '%s\\n' "$groups" | grep -qxF "$g" || made group "$g"; done`

/** dnf's preview is for people, so what it brought along is noted when it is there; whatever is asked for by name is noted before. */
const installByDnf = `installed() { rpm -qa --qf '%{NAME}\\n' | sort -u; }
before=$(installed)
for p; do printf '%s\\n' "$before" | grep -qxF "$p" || made package "$p"; done
dnf -q -y --setopt=install_weak_deps=False install "$@" >/dev/null
for p in $(installed); do
  printf '%s\\n' "$before" "$@" | grep -qxF "$p" || made package "$p"
done`

/** A name that is gone by now is no fault. */
export const removePackages: ShellChange<RemovePackages> = ({ names }) => ({
  script: `list=
if command -v apt-get >/dev/null; then
  for p; do if dpkg-query -W -f '\${db:Status-Status}' "$p" 2>/dev/null | grep -qv not-installed; then list="$list $p"; fi; done
  [ -z "$list" ] || ${apt} purge $list >/dev/null
else
  for p; do if rpm -q "$p" >/dev/null; then list="$list $p"; fi; done
  [ -z "$list" ] || dnf -q -y --setopt=clean_requirements_on_remove=False remove $list >/dev/null
fi`,
  args: names,
  timeoutMs: 10 * minutes,
})
