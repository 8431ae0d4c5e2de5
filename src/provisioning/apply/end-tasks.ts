import type { EndTasks } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** The follower itself knows how: with --recover=cleanup it ends what it finds and leaves, on whatever port. A half-made
 * host may have neither. */
export const endTasks: ShellChange<EndTasks> = ({ program, environment }) => ({
  script: `[ -x "$1" ] && [ -r "$2" ] || exit 0
set -a; . "$2"; set +a
MESOS_RECOVER=cleanup MESOS_PORT=0 MESOS_RECONFIGURATION_POLICY=any MESOS_QUIET=true timeout 60 "$1" >/dev/null
case \${MESOS_RUNTIME_DIR-} in /*/*) rm -rf -- "$MESOS_RUNTIME_DIR"; rmdir -- "\${MESOS_RUNTIME_DIR%/*}" 2>/dev/null || : ;; esac
for d in /sys/fs/cgroup/mesos /sys/fs/cgroup/*/mesos; do rmdir "$d" 2>/dev/null || :; done`,
  args: [program, environment],
  timeoutMs: 70_000,
})
