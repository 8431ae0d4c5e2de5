import type { PushRelease } from '../model/change.ts'
import type { Apply, ApplyContext } from './context.ts'
import { runWork } from './run-work.ts'

/** Parts that the host lacks go into its store, then the release is put together beside its place and renamed into it. */
export const pushRelease: Apply<PushRelease> = async (change, context) => {
  for (const sha256 of change.missingBlobs) await sendBlob(change, sha256, context)
  const files = change.release.files.flatMap(({ path, mode, sha256 }) => [mode.toString(8), sha256, path])
  const { folder, release, store } = change
  const args = [folder, release.digest, store, context.layout.current, ...files]
  await runWork({ script: assemble, args, timeoutMs: 300_000 }, context)
}

const sendBlob = async (
  { store, release, unpacker }: PushRelease,
  sha256: string,
  context: ApplyContext,
): Promise<void> => {
  const blob = context.blob(sha256)
  if (blob.localPath !== undefined)
    return copyBlob(`${store}/${sha256}`, blob.localPath, blob.linkable ?? false, context)
  const { raw, packed: pack } = blob
  const packed = unpacker && (await pack?.(unpacker))
  const name = release.files.find(file => file.sha256 === sha256)?.path ?? sha256
  const total = (packed ?? raw).size
  const onProgress = (sent: number) =>
    context.onProgress?.(`push release: ${name} ${Math.min(100, Math.round((100 * sent) / Math.max(total, 1)))} %`)
  await context.connection.upload(raw, `${store}/${sha256}`, { mode: 0o755, onProgress, ...(packed && { packed }) })
}

const copyBlob = (destination: string, origin: string, linkable: boolean, context: ApplyContext): Promise<void> => {
  const args = [destination, origin, linkable ? 'link' : 'copy']
  return runWork({ script: copy, args, timeoutMs: 300_000 }, context)
}

/** A link costs nothing; not to what another user owns, who could change it later. */
const copy = `rm -f "$1.new"
{ [ "$3" = link ] && [ -O "$2" ] && ln -- "$2" "$1.new" 2>/dev/null; } || cp --reflink=auto -- "$2" "$1.new"
chmod 755 "$1.new"; mv "$1.new" "$1"`

/**
 * Hard links cost no space; where the store's file system has none, copies do. Parts are stored with mode 755. Arguments go in threes: mode, digest, path.
 * A release that takes another's place is on the disk before it has its own: daemons that run must not come up with empty files after a power cut. The
 * first one of a host gets there meanwhile.
 */
const assemble = `s=$3; to="$1/$2"; t="$1/.$2.new"; c=$4
rm -rf "$t"; mkdir -p "$t"; shift 4; n=$#
while [ "$n" -gt 0 ]; do
  [ -d "$t/\${3%/*}" ] || mkdir -p "$t/\${3%/*}"
  ln "$s/$2" "$t/$3" 2>/dev/null || cp "$s/$2" "$t/$3"
  [ "$1" = 755 ] && [ -x "$t/$3" ] || chmod "$1" "$t/$3"
  set -- "$@" "./$3"; shift 3; n=$((n-3))
done
: > "$t/.complete"
cd "$t"
if [ -L "$c" ]; then sync "$@"; fi
rm -rf "$to"; mv "$t" "$to"
[ -L "$c" ] || setsid sync "$@" </dev/null >/dev/null 2>&1 &`
