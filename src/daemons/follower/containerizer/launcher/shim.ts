import { findGroups } from '../../linux/users.ts'
import type { SpecProcess, SpecUser } from '../launch-spec.ts'
import { required, type ShimPrograms } from './programs.ts'

/**
 * The process beside a container's first process. It outlives the follower, and all it does is to record what a follower that
 * comes back must know. Its arguments: the file whose absence forbids the start, the file for the first process' pid, start time and the
 * shim's own pid (one line, before the program runs; empty where somebody else writes it), the file for the exit status, pairs of a value
 * and the file of the kernel's that gets it (cgroups to join), `--`, the command. On descriptor 0 the launch script; 1 and 3 are the
 * container's stdout and stderr; 2 gets the shell's own words, which tell a signal (`Killed`) from a program that returned the same
 * number; 4 is the container's stdin, where it has one.
 */
export const shimScript = `
reserved=$1 started=$2 ended=$3
shift 3
(
  while [ "$1" != -- ]; do
    echo "$1" >"$2" || exit 125
    shift 2
  done
  shift
  if [ "$started" ]; then
    read -r pid _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/self/stat
    echo "$pid $start $$" >"$started" && [ -e "$reserved" ] || exit 125
  fi
  exec "$@"
) 2>&3 3>&-
code=$?
[ ! -e "$reserved" ] || echo "$code" >"$ended"
`

export interface ShimFiles {
  /** Once it is gone, nobody wants the container any more: nothing starts, and nothing is written down. */
  readonly reserved: string
  /** Absent: the command writes it. */
  readonly started?: string
  readonly ended: string
}

/** What the first process writes into files of the kernel before it does anything else. */
export interface FirstWrite {
  readonly path: string
  readonly value: string
}

/** Behind the script and its name. */
export const shimArguments = (
  files: ShimFiles,
  writes: readonly FirstWrite[],
  command: readonly string[],
): readonly string[] => [
  files.reserved,
  files.started ?? '',
  files.ended,
  ...writes.flatMap(({ value, path }) => [value, path]),
  '--',
  ...command,
]

/** Runs the launch script as the container's user, in a session of its own. */
export const plainCommand = (process: SpecProcess, programs: ShimPrograms): readonly string[] => [
  programs.setsid,
  ...limited(process, programs),
  ...restricted(process, programs),
  programs.shell,
]

const limited = ({ rlimits = [] }: SpecProcess, programs: ShimPrograms): readonly string[] =>
  rlimits.length === 0
    ? []
    : [
        required(programs, 'prlimit'),
        ...rlimits.map(
          ({ type, soft, hard }) => `--${type.replace('RLIMIT_', '').toLowerCase()}=${figure(soft)}:${figure(hard)}`,
        ),
      ]

const noLimit = 2n ** 64n - 1n

const figure = (value: number | bigint): string => (BigInt(value) >= noLimit ? 'unlimited' : String(value))

const restricted = (
  { user, additionalGids, capabilities, noNewPrivileges }: SpecProcess,
  programs: ShimPrograms,
): readonly string[] => {
  const options = [
    ...(user === undefined ? [] : becomeUser(user, additionalGids)),
    ...(capabilities?.bounding ? [`--bounding-set=${sets(capabilities.bounding)}`] : []),
    ...(capabilities?.inheritable ? [`--inh-caps=${sets(capabilities.inheritable)}`] : []),
    ...(capabilities?.ambient ? [`--ambient-caps=${sets(capabilities.ambient)}`] : []),
    ...(noNewPrivileges ? ['--no-new-privs'] : []),
  ]
  return options.length === 0 ? [] : [required(programs, 'setpriv'), ...options]
}

const becomeUser = (user: SpecUser, more: readonly number[] = []): readonly string[] => [
  `--reuid=${user.uid}`,
  `--regid=${user.gid}`,
  more.length === 0 ? '--init-groups' : `--groups=${[...findGroups(user), ...more].join(',')}`,
]

/** setpriv(1) writes capabilities without CAP_; what is not named is taken away. */
const sets = (names: readonly string[]): string =>
  ['-all', ...names.map(name => `+${name.replace(/^CAP_/, '').toLowerCase()}`)].join(',')
