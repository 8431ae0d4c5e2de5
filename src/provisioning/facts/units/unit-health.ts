import type { FactKind } from '../../model/fact.ts'
import { lastWords } from '../../model/last-words.ts'
import { type UnitQuestion, unitState } from './unit-state.ts'

export interface UnitHealth {
  readonly active: boolean
  readonly enabled: boolean
  /** How often systemd has started it again since it was started by hand; 0 where nobody counts. */
  readonly restarts: number
  /** The end of what it said. */
  readonly lastWords: readonly string[]
}

export interface HealthQuestion extends UnitQuestion {
  /** The supervisor's log of it. */
  readonly log: string
}

/** Whether a unit runs, and if not, what it said last. */
export const unitHealth: FactKind<HealthQuestion, UnitHealth> = {
  name: 'units/unit-health',
  command: question => ({ script: scripts[question.manager], args: [question.unit, question.runtime, question.log] }),
  read: ({ stdout }) => {
    const [active, enabled, restarts, ...lastWords] = stdout.split('\n')
    return {
      active: active === 'active',
      enabled: enabled === 'enabled',
      restarts: Number(restarts) || 0,
      lastWords: lastWords.filter(line => line !== ''),
    }
  },
  subject: unitState.subject,
}

const systemctl = (flag: string) => `systemctl ${flag} is-active "$1" 2>/dev/null || :
e=$(systemctl ${flag} is-enabled "$1" 2>/dev/null); echo "$e"
n=$(systemctl ${flag} show -P NRestarts "$1" 2>/dev/null); echo "$n"
{ ${lastWords(flag === '--user' ? '--user' : '', 5)}; } 2>/dev/null; :`

const scripts: Readonly<Record<UnitQuestion['manager'], string>> = {
  systemd: systemctl('--system'),
  'systemd-user': systemctl('--user'),
  supervisor: `if [ -s "$2/daemon.pid" ] && kill -0 "$(cat "$2/daemon.pid")" 2>/dev/null; then echo active; else echo; fi
echo enabled; echo 0
tail -n 5 "$3" 2>/dev/null; :`,
}
