import { type MountCall, mountBits } from './mount-calls.ts'
import { couldNotStart } from './records.ts'

/** What stands in for unshare(1), mount(8), umount(8) and the shell around them, where there is perl: each of them costs more than all of this. */
export interface ApartPlan {
  readonly mounts: readonly MountCall[]
  /** Then becomes it. */
  readonly argv: readonly string[]
  /** crun: nobody can write it where it runs. */
  readonly sealed: string
  /** The file that becomes its standard input; absent: descriptor 4 does. */
  readonly stdin: string | undefined
}

/** Numbers of the system calls by Node's names of architectures (asm/unistd.h). */
const numbers: Readonly<Record<string, { readonly mount: number; readonly umount: number; readonly unshare: number }>> =
  {
    x64: { mount: 165, umount: 166, unshare: 272 },
    arm64: { mount: 40, umount: 39, unshare: 97 },
  }

const [newMounts, detach] = [0x20000, 2]

/**
 * What perl reads to do it: in a mount namespace of its own that hears of the host's mounts and tells nothing. crun refuses hosts that have
 * cgroups of both kinds: it sees one of them. `undefined`: not on this architecture. PURE.
 */
export const perlScript = ({ mounts, argv, sealed, stdin }: ApartPlan, arch: string): string | undefined => {
  const known = numbers[arch]
  if (known === undefined) return undefined
  const call = ({ source, target, type, flags, data }: Omit<MountCall, 'cwd'>) =>
    `called(${known.mount}, ${[source, target, type].map(text).join(', ')}, ${flags}, ${data === undefined ? 0 : text(data)})`
  const mount = ({ cwd, ...rest }: MountCall) =>
    `chdir(${text(cwd)}) && ${call(rest)} or failed(${text(`mount ${rest.target}`)});`
  const own = { source: sealed, target: sealed, type: 'none' }
  return [
    `sub failed { print STDERR "$_[0]: $!\\n"; exit ${couldNotStart} }`,
    'sub called { my ($number, @rest) = @_; return syscall($number, @rest) != -1 }',
    `called(${known.unshare}, ${newMounts}) or failed('unshare');`,
    mount({ cwd: '/', source: 'none', target: '/', type: 'none', flags: mountBits.rec | mountBits.slave }),
    `-e '${unified}/cgroup.procs' and (called(${known.umount}, '${unified}', ${detach}) or failed('umount ${unified}'));`,
    ...mounts.map(mount),
    `${call({ ...own, flags: mountBits.bind })} && ${call({ ...own, flags: mountBits.bind | mountBits.remount | mountBits.ro })}`,
    `  and $ENV{${mark}} = 1;`,
    "chdir('/');",
    stdin === undefined
      ? "open(STDIN, '<&', 4) or failed('stdin'); open(my $given, '<&=', 4); close($given);"
      : `open(STDIN, '<', ${text(stdin)}) or failed('stdin');`,
    `my @argv = (${argv.map(text).join(', ')});`,
    'exec({ $argv[0] } @argv) or failed($argv[0]);',
    '',
  ].join('\n')
}

/**
 * crun makes such a mount of itself, so that no container can write what will run as root, and starts again from it with this word: here it
 * is there already. Where it can't be made, crun does as ever.
 */
const mark = '_LIBCONTAINER_CLONED_BINARY'

const unified = '/sys/fs/cgroup/unified'

const text = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`
