import { arch } from 'node:process'
import type { HostMount, LaunchSpec } from '../launch-spec.ts'
import { wrapInTerminal } from '../streams/terminal.ts'
import { mountCalls } from './mount-calls.ts'
import { perlScript } from './perl-script.ts'
import { required, type ShimPrograms, terminalPrograms } from './programs.ts'
import { quote, quoteAll } from './quote.ts'
import { couldNotStart } from './records.ts'
import { sizeOf } from './terminal-size.ts'

/** Where a container that crun starts has its things; all below the folder of records. */
export interface Bundle {
  readonly folder: string
  /** crun's own state of this one container; it is called `crunId` there. */
  readonly state: string
  /** Mount point of the host's file system, for containers without one of their own. */
  readonly hostRoot: string
  /** An empty file. crun gives its standard input to the container's user: never the host's /dev/null. */
  readonly nothing: string
  /** What a process is like that joins a container. */
  readonly process: string
  /** A pipe through which crun tells its pid. */
  readonly pid: string
}

export const bundleAt = (folder: string): Bundle => ({
  folder,
  state: `${folder}/crun`,
  hostRoot: `${folder}/root`,
  nothing: `${folder}/nothing`,
  process: `${folder}/process.json`,
  pid: `${folder}/pid`,
})

const crunId = 'c'

/** Runs as root in a mount namespace of its own, in which crun and all that is mounted for the container live: it ends with them. */
export const crunScript = (spec: LaunchSpec, bundle: Bundle, programs: ShimPrograms, stdin: string): string => {
  const mounts = mountsOf(spec, bundle)
  return block([
    ...apart(spec.linux.rootfsPropagation === 'shared', mounts, programs),
    ...mounts.map(mount => `${mountLine(mount, programs)} || exit ${couldNotStart}`),
    'cd /',
    `exec ${quoteAll(runCommand(spec, bundle, programs))} ${stdin}`,
  ])
}

/** The same for perl, which unshares and mounts by itself. `undefined`: it can't do it. `stdin`: a file; absent: descriptor 4. */
export const crunInPerl = (
  spec: LaunchSpec,
  bundle: Bundle,
  programs: ShimPrograms,
  stdin: string | undefined,
): string | undefined => {
  const calls = mountsOf(spec, bundle).map(mountCalls)
  if (spec.linux.rootfsPropagation === 'shared' || !calls.every(all => all !== undefined)) return undefined
  const argv = runCommand(spec, bundle, programs)
  return perlScript({ mounts: calls.flat(), argv, sealed: required(programs, 'crun'), stdin }, arch)
}

const mountsOf = ({ hostMounts = [], root }: LaunchSpec, bundle: Bundle): readonly HostMount[] =>
  root ? hostMounts : [hostFileSystem(bundle), ...hostMounts]

const runCommand = ({ process }: LaunchSpec, bundle: Bundle, programs: ShimPrograms): readonly string[] =>
  inTerminal([...crunCommand(programs, bundle), 'run', '--bundle', bundle.folder, crunId], process, programs)

/**
 * The same for a process that joins the container of another bundle. crun tells its pid once it has started it; it may have ended by
 * then, and so have no start time any more.
 */
export const joinScript = (
  { process }: LaunchSpec,
  own: Bundle,
  other: Bundle,
  started: string,
  programs: ShimPrograms,
  stdin: string,
): string => {
  const crun = [...crunCommand(programs, other), 'exec', '--process', own.process, '--pid-file', own.pid, crunId]
  return block([
    `${quoteAll([required(programs, 'mkfifo'), '-m', '600', own.pid])} || exit ${couldNotStart}`,
    ...apart(false, [], programs),
    'cd /',
    '{',
    `read -r pid <${quote(own.pid)}`,
    `rm -f ${quote(own.process)}`,
    'if [ "$pid" ]; then',
    '  start=0',
    `  read -r line <"/proc/$pid/stat" && set -- \${line##*) } && start=\${20}`,
    `  echo "$pid $start $PPID" >${quote(started)}`,
    'fi',
    '} 2>/dev/null &',
    `${quoteAll(inTerminal(crun, process, programs))} ${stdin}`,
    'code=$?',
    // Whoever waits for a pid that will never come.
    `: <>${quote(own.pid)}`,
    'wait',
    'exit $code',
  ])
}

/**
 * crun tells its state on standard input. Arguments: the file whose absence forbids the start, the file for the record, the files that
 * have had their use: emptied, since a shell can do that by itself.
 */
export const startedHook = `
read -r state
rest=\${state#*'"pid":'}
rest=\${rest#"\${rest%%[0-9]*}"}
pid=\${rest%%[!0-9]*}
reserved=$1 started=$2
shift 2
for file do : >"$file"; done
read -r line <"/proc/$PPID/stat" && set -- \${line##*) }
shim=$2
read -r line <"/proc/$pid/stat" && set -- \${line##*) }
echo "$pid \${20} $shim" >"$started" && [ -e "$reserved" ]
`

/** crun refuses hosts that have cgroups of both kinds: here it sees one of them. */
const apart = (shared: boolean, mounts: readonly HostMount[], programs: ShimPrograms): readonly string[] => {
  const mount = quote(required(programs, 'mount'))
  const unified = '/sys/fs/cgroup/unified'
  const umount = `${quote(required(programs, 'umount'))} -l ${unified}`
  if (!shared) return [`[ ! -e ${unified}/cgroup.procs ] || ${umount}`]
  const unseen = `[ ! -e ${unified}/cgroup.procs ] || { ${mount} --make-rprivate /sys/fs/cgroup; ${umount}; }`
  // Nothing of ours may be seen by the host; what the container mounts in shared folders may.
  const holders = mounts.map(({ target }) => `${mount} --make-private "$(findmnt -nro TARGET -T ${quote(target)})"`)
  return [unseen, ...holders]
}

const mountLine = ({ target, type, source = type, options, cwd = '/' }: HostMount, programs: ShimPrograms): string => {
  const mount = quote(required(programs, 'mount'))
  const at = `cd ${quote(cwd)} && ${mount} -i`
  if (type === 'overlay')
    return `${at} -t overlay ${options ? `-o ${quote(options)}` : ''} ${quote(source)} ${quote(target)}`
  const [recursive, rest] = takeOut(options, 'rbind')
  const bound = `${at} --${recursive ? 'rbind' : 'bind'} ${quote(source)} ${quote(target)}`
  return rest === '' ? bound : `${bound} && ${mount} -i -o ${quote(`remount,bind,${rest}`)} ${quote(target)}`
}

const takeOut = (options: string | undefined, name: string): readonly [boolean, string] => {
  const all = (options ?? '').split(',').filter(option => option !== '')
  return [all.includes(name), all.filter(option => option !== name).join(',')]
}

const hostFileSystem = ({ hostRoot }: Bundle): HostMount => ({
  target: hostRoot,
  type: 'bind',
  source: '/',
  options: 'rbind',
})

const crunCommand = (programs: ShimPrograms, { state }: Bundle): readonly string[] => [
  required(programs, 'crun'),
  '--cgroup-manager=disabled',
  '--root',
  state,
]

const inTerminal = (
  argv: readonly string[],
  { terminal, consoleSize }: LaunchSpec['process'],
  programs: ShimPrograms,
): readonly string[] => (terminal ? wrapInTerminal(argv, sizeOf(consoleSize), terminalPrograms(programs)) : argv)

/** Read whole before any of it runs: standard input is another one then. */
const block = (lines: readonly string[]): string => `{\n${lines.join('\n')}\n}\n`
