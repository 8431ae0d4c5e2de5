import type { UnitManager } from '../../model/change.ts'
import { batched } from '../../model/fact.ts'
import { processRecords } from '../../model/supervised.ts'
import { portsIn } from './listening-ports.ts'

export interface UnitState {
  readonly active: boolean
  /** A static one (systemd-sysctl) is started by others, and nothing is to be enabled. */
  readonly enabled: boolean
  /** Somebody has forbidden systemd to start it. */
  readonly masked?: true
  /** Its supervisor is gone, but what that had started lives on. */
  readonly lingering?: true
  /** The digest that it was last started with; absent when it never was by us. */
  readonly startedWith?: string
  /** It does not run, and yet some program listens on its port. */
  readonly portTaken?: true
}

export interface UnitQuestion {
  readonly unit: string
  readonly manager: UnitManager
  /** The file in which restart-unit keeps the digest. */
  readonly record: string
  /** The supervisor's folder of the unit, which holds `supervisor.pid`. */
  readonly runtime: string
  /** The TCP port that it will listen on; who listens there is looked at only while it does not run. */
  readonly port?: number
}

/** Whether a unit runs, starts at boot, and what it was started with. systemd is asked once for all. */
export const unitState = batched<UnitQuestion, UnitState>({
  name: 'units/unit-state',
  subject: ({ unit }) => `the unit ${unit}`,
  revealing: () => true,
  batch: {
    command: all => ({
      script,
      args: all.flatMap(({ unit, manager, record, runtime, port }) => [
        manager,
        unit,
        record,
        runtime,
        String(port ?? ''),
      ]),
      maxOutputBytes: 8_000_000,
    }),
    read: ({ stdout }, all) => {
      const [own = '', system = '', user = '', ports = ''] = stdout.split('\x1e')
      const said = own.split('\n')
      const states = { systemd: statesIn(system), 'systemd-user': statesIn(user) }
      const taken = portsIn(ports)
      return all.map(({ manager, port }, index) => {
        const [supervised, startedWith = ''] = (said[index] ?? '').split(' ')
        const state = manager === 'supervisor' ? supervisedState(supervised) : (states[manager].next().value ?? down)
        const stranger = !state.active && port !== undefined && taken.has(port)
        return {
          ...state,
          ...(startedWith === '' ? {} : { startedWith }),
          ...(stranger ? { portTaken: true as const } : {}),
        }
      })
    },
  },
})

const down = { active: false, enabled: false }

const supervisedState = (said: string | undefined): UnitState => ({
  active: said === 'active',
  enabled: true,
  ...(said === 'lingering' ? { lingering: true } : {}),
})

/** Of `systemctl show`, a paragraph a unit in the order of its arguments. */
function* statesIn(text: string): Iterator<UnitState> {
  for (const paragraph of text.split('\n\n').filter(part => part.trim() !== '')) {
    const lines = paragraph.split('\n')
    const enabled = lines.includes('UnitFileState=enabled') || lines.includes('UnitFileState=static')
    const masked = lines.includes('UnitFileState=masked') || lines.includes('UnitFileState=masked-runtime')
    yield { active: lines.includes('ActiveState=active'), enabled, ...(masked && { masked }) }
  }
}

/**
 * In: manager, unit, record, runtime and port of each. Out, RS between the parts: a line `active|lingering|- digest` of each, where the first
 * word tells of supervised ones; what systemd says of its units, of the user's; and who listens, where one with a port may not run. No
 * unit's name holds a space. ss asks the kernel for those who listen; /proc/net/tcp lists every connection, and costs ten times that.
 */
const script = `${processRecords}
system= user= ports= down=
while [ $# -gt 0 ]; do
  a=- d=
  case $1 in
    systemd) system="$system $2" ;;
    systemd-user) user="$user $2" ;;
    *) if ours "$4/supervisor"; then a=active; elif ours "$4/daemon"; then a=lingering; else down=1; fi ;;
  esac
  [ ! -f "$3" ] || read -r d <"$3" || :
  echo "$a $d"; ports=$ports$5; shift 5
done
states() {
  s=$(set -f; systemctl "$1" show -p ActiveState -p UnitFileState -- $2 2>/dev/null); [ -n "$s" ] || down=1
  for w in $s; do case $w in ActiveState=active) ;; ActiveState=*) down=1 ;; esac; done
  echo "$s"
}
printf '\\036'; [ -z "$system" ] || states --system "$system"
printf '\\036'; [ -z "$user" ] || states --user "$user"
printf '\\036'; [ -z "$ports" ] || [ -z "$down" ] || ss -ltn 2>/dev/null || cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; :`
