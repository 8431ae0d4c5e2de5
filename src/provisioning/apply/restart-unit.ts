import type { RestartUnit, UnitManager } from '../model/change.ts'
import { supervisedLog } from '../operations/units/service.ts'
import type { ShellChange } from './shell-change.ts'
import { stopSupervised } from './stop-unit.ts'

/** The digest is kept only after the start, so that a run that dies between the two starts the unit again. */
export const restartUnit: ShellChange<RestartUnit> = ({ unit, manager, file, runtime, record, digest }, layout) => ({
  script: `${scripts[manager]}\n${keep}`,
  args: [unit, record, digest, file, runtime, `${layout.current}/libexec/mantl-supervise`, supervisedLog(unit, layout)],
  timeoutMs: 180_000,
})

const keep = `printf '%s' "$3" > "$2.new"; mv "$2.new" "$2"`

/** A unit that started at boot before is the distribution's: it is not ours to take away. */
const systemctl = (scope: string) => `systemctl ${scope} is-enabled -q "$1" 2>/dev/null || made unit "$1"
systemctl ${scope} daemon-reload
systemctl ${scope} enable "$1" 2>/dev/null
systemctl ${scope} restart "$1" || { journalctl ${scope === '--user' ? '--user' : ''} -u "$1" -n 5 --no-pager -o cat >&2; exit 1; }`

const scripts: Record<UnitManager, string> = {
  systemd: systemctl('--system'),
  'systemd-user': systemctl('--user'),
  supervisor: `made unit "$1"
${stopSupervised('$5')}
mkdir -p "$5"
setsid "$6" "$4" "$5" "$7" </dev/null >/dev/null 2>&1 &
i=0; until [ -s "$5/supervisor.pid" ]; do i=$((i+1)); [ "$i" -lt 100 ] || { echo "the supervisor did not start" >&2; exit 1; }; sleep 0.02; done`,
}
