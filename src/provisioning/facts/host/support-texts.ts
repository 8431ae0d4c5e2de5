import type { Layout } from '../../layout.ts'
import type { UnitManager } from '../../model/change.ts'
import type { FactKind } from '../../model/fact.ts'

export interface SupportQuestion {
  readonly layout: Layout
  readonly manager: UnitManager
}

/** What somebody who helps wants to see of a host, by file name. No file that holds a secret is among it. */
export const supportTexts: FactKind<SupportQuestion, ReadonlyMap<string, string>> = {
  name: 'host/support-texts',
  command: ({ layout: { config, state, logs, releases, current }, manager }) => ({
    script: `${parts}\n${journals[manager]}`,
    args: [config, state, logs, releases, current],
    maxOutputBytes: 20_000_000,
    timeoutMs: 60_000,
    sensitive: true,
  }),
  read: ({ stdout }) =>
    new Map(
      stdout
        .split('\x1e')
        .slice(1)
        .map(part => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
    ),
  subject: () => 'what a helper wants to see',
}

/** RS stands before each part, then its name and a newline. */
const parts = `part() { printf '\\036%s\\n' "$1"; }
part system; uname -a; cat /etc/os-release; uptime; free -m 2>/dev/null; df -h 2>/dev/null; df -i 2>/dev/null
part processes; ps -A -o pid,ppid,user,rss,etime,args 2>/dev/null | grep -E 'PID|mesos|mantl|zookeeper' | grep -v grep | cut -c1-400
part cgroups; cat /proc/self/cgroup; cat /proc/mounts | grep cgroup
part sockets; cat /proc/net/tcp | head -n 200
part releases; ls -l "$4" 2>/dev/null; readlink "$5"
for f in "$1"/leader.env "$1"/follower.env "$1"/zookeeper/zoo.cfg "$1"/units/*; do [ -f "$f" ] && { part "config/\${f##*/}"; cat "$f"; }; done
part journal; tail -c 200000 "$2/journal" 2>/dev/null
for f in "$3"/*.log "$3"/*.INFO "$3"/*.WARNING; do [ -f "$f" ] && { part "log/\${f##*/}"; tail -c 500000 "$f"; }; done`

const units = ['mantl-leader', 'mantl-follower', 'mantl-zookeeper']

const journalctl = (scope: string) =>
  units
    .map(
      unit =>
        `part "units/${unit}"; systemctl ${scope} status ${unit} --no-pager 2>/dev/null | head -n 20; journalctl ${scope === '--user' ? '--user' : ''} -u ${unit} -n 2000 --no-pager 2>/dev/null`,
    )
    .join('\n')

const journals: Readonly<Record<UnitManager, string>> = {
  systemd: journalctl('--system'),
  'systemd-user': journalctl('--user'),
  supervisor: ':',
}
