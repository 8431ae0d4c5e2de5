import type { PushRelease } from '../model/change.ts'
import type { Apply, ApplyContext } from './context.ts'
import { runScript } from './run-script.ts'

/** Parts that the host lacks go into its store, then the release is put together beside its place and renamed into it. */
export const pushRelease: Apply<PushRelease> = async (change, context) => {
  for (const sha256 of change.missingBlobs) await sendBlob(change, sha256, context)
  const files = change.release.files.map(({ path, mode, sha256 }) => `${mode.toString(8)} ${sha256} ${path}\n`).join('')
  await runScript(context, assemble, [change.folder, change.release.digest, change.store], { stdin: files })
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
  await runScript(context, unpack, [`${store}/${sha256}`, sha256], { timeoutMs: 300_000 })
}

const copyBlob = async (destination: string, origin: string, context: ApplyContext): Promise<void> => {
  await runScript(context, 'cp --reflink=auto -- "$2" "$1.new"; chmod 755 "$1.new"; mv "$1.new" "$1"', [
    destination,
    origin,
  ])
}

const unpack = `gunzip -c "$1.gz" > "$1.new"
s=$(sha256sum < "$1.new")
[ "\${s%% *}" = "$2" ] || { rm -f "$1.new" "$1.gz"; echo "what arrived is not what was sent" >&2; exit 1; }
chmod 755 "$1.new"; mv "$1.new" "$1"; rm -f "$1.gz"`

/** Hard links cost no space; where the store's file system has none, copies do. */
const assemble = `t="$1/.$2.new"
rm -rf "$t"; mkdir -p "$t"
while read -r mode sum path; do
  mkdir -p "$t/$(dirname "$path")"
  ln "$3/$sum" "$t/$path" 2>/dev/null || cp "$3/$sum" "$t/$path"
  chmod "$mode" "$t/$path"
done
: > "$t/.complete"
rm -rf "\${1:?}/$2"; mv "$t" "$1/$2"`
