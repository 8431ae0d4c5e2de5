import type { UnitManager } from '../../model/change.ts'
import type { FactKind } from '../../model/fact.ts'
import { processRecords } from '../../model/supervised.ts'

export interface UnitState {
  readonly active: boolean
  readonly enabled: boolean
  /** Its supervisor is gone, but what that had started lives on. */
  readonly lingering?: true
  /** The digest that it was last started with; absent when it never was by us. */
  readonly startedWith?: string
}

export interface UnitQuestion {
  readonly unit: string
  readonly manager: UnitManager
  /** The file in which restart-unit keeps the digest. */
  readonly record: string
  /** The supervisor's folder of the unit, which holds `supervisor.pid`. */
  readonly runtime: string
}

/** Whether a unit runs, starts at boot, and what it was started with. */
export const unitState: FactKind<UnitQuestion, UnitState> = {
  name: 'units/unit-state',
  subject: ({ unit }) => `the unit ${unit}`,
  revealing: () => true,
  command: ({ unit, manager, record, runtime }) => ({
    argv: ['sh', '-c', scripts[manager], 'sh', unit, record, runtime],
  }),
  read: ({ stdout }) => {
    const [active, enabled, startedWith = ''] = stdout.split('\n')
    return {
      active: active === 'active',
      enabled: enabled === 'enabled',
      ...(active === 'lingering' ? { lingering: true } : {}),
      ...(startedWith === '' ? {} : { startedWith }),
    }
  },
}

const systemctl = (flag: string) => `a=$(systemctl ${flag} is-active "$1" 2>/dev/null); echo "$a"
e=$(systemctl ${flag} is-enabled "$1" 2>/dev/null); echo "$e"
cat "$2" 2>/dev/null; :`

const scripts: Record<UnitManager, string> = {
  systemd: systemctl('--system'),
  'systemd-user': systemctl('--user'),
  supervisor: `${processRecords}
if ours "$3/supervisor"; then echo active; elif ours "$3/daemon"; then echo lingering; else echo; fi
echo enabled
cat "$2" 2>/dev/null; :`,
}
