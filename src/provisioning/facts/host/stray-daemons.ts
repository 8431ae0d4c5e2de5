import type { FactKind } from '../../model/fact.ts'

export interface StrayDaemon {
  readonly pid: number
  /** Its arguments. */
  readonly command: string
}

/** Masters and agents of Mesos, ours or not, that run and that none of our units started. */
export const strayDaemons: FactKind<{ readonly runtime: string }, readonly StrayDaemon[]> = {
  name: 'host/stray-daemons',
  command: ({ runtime }) => ({ script, args: [runtime] }),
  read: ({ stdout }) =>
    stdout.split('\n').flatMap(line => {
      const [, pid, command] = /^(\d+) (.*)$/.exec(line.trim()) ?? []
      return pid === undefined ? [] : [{ pid: Number(pid), command: command ?? '' }]
    }),
  subject: () => 'the daemons that run',
}

/** systemd's processes are known by their cgroup, the supervisor's by their number. */
const script = `for f in $(grep -lazE '(^|/)mesos-(master|slave|agent|local)(\\.cjs)?$' /proc/[0-9]*/cmdline 2>/dev/null); do
  p=\${f#/proc/}; p=\${p%/cmdline}
  grep -q '/mantl-[a-z]*\\.service' "/proc/$p/cgroup" 2>/dev/null && continue
  ours=
  for d in "$1"/*/daemon.pid; do [ "$(cat "$d" 2>/dev/null)" = "$p" ] && ours=1; done
  [ -n "$ours" ] || echo "$p $(tr '\\0' ' ' < "$f" 2>/dev/null)"
done; :`
