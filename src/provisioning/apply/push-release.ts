import type { PushRelease } from '../model/change.ts'
import type { Apply, ApplyContext } from './context.ts'
import { runWork } from './run-work.ts'

/** Parts that the host lacks go into its store, then the release is put together beside its place and renamed into it. */
export const pushRelease: Apply<PushRelease> = async (change, context) => {
  for (const sha256 of change.missingBlobs) await sendBlob(change, sha256, context)
  const files = change.release.files.flatMap(({ path, mode, sha256 }) => [mode.toString(8), sha256, path])
  const { folder, release, store } = change
  await runWork({ script: assemble, args: [folder, release.digest, store, ...files], timeoutMs: 300_000 }, context)
}

const sendBlob = async ({ store, release }: PushRelease, sha256: string, context: ApplyContext): Promise<void> => {
  const blob = context.blob(sha256)
  const gzipped = await blob.gzipped?.()
  const { raw, localPath } = blob
  if (localPath !== undefined) return copyBlob(`${store}/${sha256}`, localPath, context)
  const name = release.files.find(file => file.sha256 === sha256)?.path ?? sha256
  const total = (gzipped ?? raw).size
  const onProgress = (sent: number) =>
    context.onProgress?.(`${name} ${Math.round((100 * sent) / Math.max(total, 1))} %`)
  if (gzipped === undefined) {
    await context.connection.upload(raw, `${store}/${sha256}`, { mode: 0o755, onProgress })
    return
  }
  await context.connection.upload(gzipped, `${store}/${sha256}.gz`, { mode: 0o600, onProgress })
  await runWork({ script: unpack, args: [`${store}/${sha256}`], timeoutMs: 300_000 }, context)
}

const copyBlob = async (destination: string, origin: string, context: ApplyContext): Promise<void> => {
  const script = 'cp --reflink=auto -- "$2" "$1.new"; chmod 755 "$1.new"; mv "$1.new" "$1"'
  await runWork({ script, args: [destination, origin], timeoutMs: 300_000 }, context)
}

/** The digest of what arrived was checked, and gzip keeps a checksum of what it holds: hashing it once more would cost a second. */
const unpack = `gunzip -c "$1.gz" > "$1.new" || { rm -f "$1.new" "$1.gz"; echo "what was sent cannot be unpacked" >&2; exit 1; }
chmod 755 "$1.new"; mv "$1.new" "$1"; rm -f "$1.gz"`

/** Hard links cost no space; where the store's file system has none, copies do. Arguments go in threes: mode, digest, path. */
const assemble = `s=$3; to="$1/$2"; t="$1/.$2.new"
rm -rf "$t"; mkdir -p "$t"; shift 3
while [ $# -gt 0 ]; do
  mkdir -p "$t/$(dirname "$3")"
  ln "$s/$2" "$t/$3" 2>/dev/null || cp "$s/$2" "$t/$3"
  chmod "$1" "$t/$3"
  shift 3
done
: > "$t/.complete"
rm -rf "$to"; mv "$t" "$to"`
