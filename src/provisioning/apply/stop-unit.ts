import type { StopUnit, UnitManager } from '../model/change.ts'
import { processRecords } from '../model/supervised.ts'
import type { ShellChange } from './shell-change.ts'

export const stopUnit: ShellChange<StopUnit> = ({ unit, manager, runtime }) => ({
  script: scripts[manager],
  args: [unit, runtime],
  timeoutMs: 120_000,
})

/** sh text: ends the supervisor whose folder the expression names, and the daemon with it; SIGKILL after 10 s. */
export const stopSupervised = (folder: string): string => `${processRecords}
for f in supervisor daemon; do
  if ours "${folder}/$f"; then
    p=$(cat "${folder}/$f.pid"); i=0
    kill -TERM "$p" 2>/dev/null || :
    while ours "${folder}/$f"; do i=$((i+1)); [ "$i" -lt 500 ] || { kill -KILL "$p" 2>/dev/null || :; break; }; sleep 0.02; done
  fi
  rm -f "${folder}/$f.pid" "${folder}/$f.ticks"
done`

const systemctl = (scope: string) =>
  `if systemctl ${scope} cat "$1" >/dev/null 2>&1; then systemctl ${scope} disable --now "$1" 2>/dev/null; fi`

const scripts: Record<UnitManager, string> = {
  systemd: systemctl('--system'),
  'systemd-user': systemctl('--user'),
  supervisor: stopSupervised('$2'),
}
