import type { SpecUser } from '../launch-spec.ts'

/**
 * The process beside a container's first process. It outlives the follower, and all it does is to record what a follower that
 * comes back must know. Its arguments: the file for the first process' pid, start time and the shim's own pid (one line, before
 * the program runs), the file for the exit status, the cgroup.procs files to join, `--`, the command. On descriptor 0 the
 * launch script; 1 and 3 are the sandbox's stdout and stderr; 2 gets the shell's own words, which tell a signal (`Killed`) from a
 * program that returned the same number.
 */
const shimScript = `
started=$1 ended=$2
shift 2
(
  while [ "$1" != -- ]; do
    echo 0 >"$1" || exit 125
    shift
  done
  shift
  read -r pid _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/self/stat
  echo "$pid $start $$" >"$started" || exit 125
  exec "$@"
) 2>&3 3>&-
echo "$?" >"$ended"
`

export interface ShimFiles {
  readonly started: string
  readonly ended: string
}

/** Programs that the shim needs, as absolute paths: the task's PATH has no say. */
export interface ShimPrograms {
  readonly shell: string
  readonly setsid: string
  /** Needed only to become another user. */
  readonly setpriv?: string
}

export const shimArguments = (
  files: ShimFiles,
  join: readonly string[],
  programs: ShimPrograms,
  user: SpecUser | undefined,
): readonly string[] => {
  const become = user === undefined ? [] : becomeUser(programs.setpriv ?? 'setpriv', user)
  return [
    '-c',
    shimScript,
    'mantl-shim',
    files.started,
    files.ended,
    ...join,
    '--',
    programs.setsid,
    ...become,
    programs.shell,
  ]
}

const becomeUser = (setpriv: string, user: SpecUser): readonly string[] => [
  setpriv,
  `--reuid=${user.uid}`,
  `--regid=${user.gid}`,
  '--init-groups',
]
