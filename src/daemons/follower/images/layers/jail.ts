/**
 * Runs a program that sees one folder to write into, at /target, and besides that only the system's programs, read-only: whatever
 * names and links an image holds, nothing outside can be reached by them. A value; PURE. Needs root.
 */
export interface Jail {
  /** An empty folder on which the jail is mounted, in a mount namespace of its own: many may use it at once. */
  readonly place: string
  readonly target: string
  /** A folder to read from, at /source. */
  readonly source?: string
  readonly args: readonly string[]
}

const script = `
set -e
place=$1 target=$2 source=$3
shift 3
mount -t tmpfs -o mode=755,size=1m jail "$place"
cd "$place"
links= folders=
for one in usr bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$one" ]; then links="$links /$one"
  elif [ -d "/$one" ]; then folders="$folders $one"; fi
done
mkdir dev target source $folders
: >dev/null
if [ -n "$links" ]; then cp -P $links .; fi
for one in $folders; do mount -o bind,ro,nosuid "/$one" "$one"; done
if [ -n "$source" ]; then mount -o bind,ro,nosuid,nodev "$source" source; fi
mount --bind "$target" target
exec chroot "$place" "$@"
`

export const jailed = ({ place, target, source = '', args }: Jail): readonly string[] => [
  ...['unshare', '--mount', '--propagation', 'private', '--'],
  ...['/bin/sh', '-c', script, 'jail', place, target, source],
  ...args,
]

const kept = ['--xattrs', '--xattrs-include=*', '--numeric-owner']

/** Unpacks what comes on its standard input. */
export const unpack = ['tar', '-x', '-p', '--same-owner', ...kept, '-b', '128', '-C', '/target', '-f', '-'] as const

/**
 * Puts a layer of the `list` kind over what lies in /target. /source: the layer's folder, with `rootfs`, `hidden` and `opaque` (names
 * that end in NUL). A file may take the place of a folder, and the other way round.
 */
export const layOver = [
  '/bin/sh',
  '-c',
  `
set -e
cd /target
xargs -0 -r rm -rf -- </source/hidden
xargs -0 -r sh -c 'for one; do if [ -d "$one" ] && [ ! -L "$one" ]; then find "$one" -mindepth 1 -delete; fi; done' sh </source/opaque
find . -type d -print0 | xargs -0 sh -c 'for one; do
  other="/source/rootfs/$one"
  if [ -L "$other" ] || { [ -e "$other" ] && [ ! -d "$other" ]; }; then rm -rf -- "$one"; fi
done' sh
tar -c ${kept.join(' ')} -b 128 -C /source/rootfs -f - . | tar -x -p --same-owner ${kept.join(' ')} -b 128 -C /target -f -
`,
] as const
