import type { RestartUnit, UnitManager } from '../model/change.ts'
import { lastWords } from '../model/last-words.ts'
import { supervisedLog } from '../operations/units/service.ts'
import type { ShellChange } from './shell-change.ts'
import { stopSupervised } from './stop-unit.ts'

/** The digest is kept only after the start, so that a run that dies between the two starts the unit again. */
export const restartUnit: ShellChange<RestartUnit> = ({ unit, manager, file, runtime, record, digest }, layout) => ({
  script: `${scripts[manager]}\n${keep}`,
  args: [unit, record, digest, file, runtime, `${layout.current}/libexec/mantl-supervise`, supervisedLog(unit, layout)],
  notesOnDisk: true,
  timeoutMs: 180_000,
})

/** On the disk, with what was noted before: an empty one would have the unit restarted without need. */
const keep = `printf '%s' "$3" > "$2.new"
sync "$2.new" "$MANTL_STATE/made" "$MANTL_STATE/applied" 2>/dev/null || :
mv "$2.new" "$2"`

/** A unit that started at boot before is the distribution's: it is not ours to take away. */
const systemctl = (scope: string, enable: string) => `if systemctl ${scope} is-enabled -q "$1" 2>/dev/null; then :; else
  made unit "$1"
  e=$(${enable} 2>&1) || { echo "$e" >&2; exit 1; }
fi
k=$(systemctl ${scope} show -p LoadState -p NeedDaemonReload "$1") || :
case $k in *LoadState=loaded*) ;; *) k= ;; esac
case $k in *NeedDaemonReload=no*) ;; *) systemctl ${scope} daemon-reload ;; esac
systemctl ${scope} restart "$1" || { ${lastWords(scope === '--user' ? '--user' : '', 5)} >&2; exit 1; }`

/**
 * A daemon-reload costs a host 0.16 processor seconds, and `enable` makes one of its own; systemd reads a unit that it does not know yet
 * without one. SYSTEMD_OFFLINE: only the link is made (systemd's ENVIRONMENT.md).
 */
const systemWide = systemctl('--system', 'SYSTEMD_OFFLINE=1 systemctl --system enable "$1"')
const ofUser = systemctl('--user', 'systemctl --user enable "$1"')

const scripts: Record<UnitManager, string> = {
  systemd: systemWide,
  'systemd-user': ofUser,
  supervisor: `made unit "$1"
${stopSupervised('$5')}
mkdir -p "$5"
setsid "$6" "$4" "$5" "$7" </dev/null >/dev/null 2>&1 &
i=0; until [ -s "$5/supervisor.pid" ]; do i=$((i+1)); [ "$i" -lt 100 ] || { echo "the supervisor did not start" >&2; exit 1; }; sleep 0.02; done`,
}
