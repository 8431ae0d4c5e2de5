/**
 * What a shell does, as root, in a mount namespace of its own, before the program starts: the only file systems that are there are the
 * sandbox, to be written, and the host's programs, to be read. So nothing that is fetched or unpacked can leave the sandbox, whoever the
 * task's user is and whatever links lie there. It starts in the sandbox, whose path others may change: it is named by that alone (mount -c).
 * The host's mounts are let go of, so that a long download keeps none of them busy. Arguments: an empty folder, a file to be read as /archive or nothing, the program.
 */
const script = `
jail=$1 archive=$2
shift 2
mount -t tmpfs -o size=64k,mode=755 jail "$jail" || exit 1
for name in usr bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$name" ]; then ln -s "$(readlink "/$name")" "$jail/$name"
  elif [ -d "/$name" ]; then
    mkdir "$jail/$name" && mount --bind "/$name" "$jail/$name" && mount -o remount,bind,ro "$jail/$name" || exit 1
  fi
done
mkdir "$jail/etc" "$jail/dev" "$jail/sandbox" || exit 1
show() {
  [ -e "$1" ] || return 0
  : >"$jail/$2" && mount --bind "$1" "$jail/$2" && mount -o remount,bind,ro "$jail/$2"
}
show /etc/ld.so.cache etc/ld.so.cache || exit 1
: >"$jail/dev/null" && mount --bind /dev/null "$jail/dev/null" || exit 1
[ -z "$archive" ] || show "$archive" archive || exit 1
mount -c --bind . "$jail/sandbox" && mount -o remount,bind,nodev "$jail/sandbox" || exit 1
mkdir "$jail/host" "$jail/proc" && mount --bind /proc "$jail/proc" || exit 1
cd "$jail" && pivot_root . host && umount -l /host && umount -l /proc && rmdir /host /proc || exit 1
cd /sandbox && exec chroot / "$@"
`

export interface Jail {
  /** An empty folder of ours. */
  readonly folder: string
}

/** The sandbox's and the archive's paths within the jail. */
export const jailed = { sandbox: '/sandbox', archive: '/archive' }

/** PURE: what to run so that `program` runs within; it begins at the root. */
export const withinJail = (
  { folder }: Jail,
  archive: string | undefined,
  program: readonly string[],
): readonly string[] => [
  'unshare',
  '--mount',
  '--propagation=private',
  '--',
  'sh',
  '-c',
  script,
  'jail',
  folder,
  archive ?? '',
  ...program,
]
