import type { InstallPackages, RemovePackages } from '../model/change.ts'
import { notesToDisk } from './batch-script.ts'
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
  'env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y -o DPkg::Lock::Timeout=300 -o APT::Keep-Downloaded-Packages=false'

/**
 * sh: what another dpkg left half done is done first, for apt refuses to work on it. dpkg waits for nobody and apt only for dpkg's lock, so a host
 * that has just booted, and looks for updates, would be a failure: `apt-get check` does the waiting for dpkg, and what apt says of its other locks
 * is asked again, for five minutes, too.
 */
const aptReady = `patiently() {
  i=0
  while ! said=$("$@" 2>&1 >/dev/null); do
    i=$((i+1))
    case $said in */apt/lists/lock*|*/apt/archives/lock*) [ "$i" -ge 150 ] || { sleep 2; continue; } ;; esac
    printf '%s\\n' "$said" >&2; return 1
  done
}
dpkg --configure -a >/dev/null 2>&1 || { ${apt} check >/dev/null 2>&1 || :; dpkg --configure -a >/dev/null; }`

const installByApt = `${aptReady}
installed() { dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' | sed -n 's/^installed //p' | sort; }
before=$(installed)
accounts() { sed 's/:.*//' "/etc/$1"; }
users=$(accounts passwd) groups=$(accounts group)
list=$(${apt} -s --no-install-recommends install "$@" 2>/dev/null) || { patiently ${apt} update; list=$(${apt} -s --no-install-recommends install "$@"); }
for p in $(printf '%s\\n' "$list" | sed -n 's/^Inst \\([^ ]*\\) .*/\\1/p'); do
  printf '%s\\n' "$before" | grep -qx "$p" || made package "$p"
done
${notesToDisk}
patiently ${apt} --no-install-recommends install "$@" || { patiently ${apt} update; patiently ${apt} --no-install-recommends install "$@"; }
for u in $(accounts passwd); do printf '%s\\n' "$users" | grep -qxF "$u" || made user "$u"; done
for g in $(accounts group); do printf '%s\\n' "$groups" | grep -qxF "$g" || made group "$g"; done`

/** dnf's preview is for people, so what it brought along is noted when it is there; whatever is asked for by name is noted before. */
const installByDnf = `installed() { rpm -qa --qf '%{NAME}\\n' | sort -u; }
before=$(installed)
for p; do printf '%s\\n' "$before" | grep -qxF "$p" || made package "$p"; done
${notesToDisk}
dnf -q -y --setopt=install_weak_deps=False install "$@" >/dev/null
for p in $(installed); do
  printf '%s\\n' "$before" "$@" | grep -qxF "$p" || made package "$p"
done`

/** A name that is gone by now is no fault. */
export const removePackages: ShellChange<RemovePackages> = ({ names }) => ({
  script: `list=
if command -v apt-get >/dev/null; then
  for p; do if dpkg-query -W -f '\${db:Status-Status}' "$p" 2>/dev/null | grep -qv not-installed; then list="$list $p"; fi; done
  ${aptReady}
  [ -z "$list" ] || patiently ${apt} purge $list
else
  for p; do if rpm -q "$p" >/dev/null; then list="$list $p"; fi; done
  [ -z "$list" ] || dnf -q -y --setopt=clean_requirements_on_remove=False remove $list >/dev/null
fi`,
  args: names,
  timeoutMs: 10 * minutes,
})
