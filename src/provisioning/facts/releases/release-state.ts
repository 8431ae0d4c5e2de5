import type { ReleaseFile } from '../../model/change.ts'
import type { FactKind } from '../../model/fact.ts'

export interface ReleaseState {
  /** Complete: its folder carries the mark that is made last, and every file has its size. */
  readonly installed: boolean
  /** Complete once, and damaged since. */
  readonly damaged?: true
  /** Blobs of the release that the store already holds, of the right size. */
  readonly blobs: ReadonlySet<string>
}

export interface ReleaseQuestion {
  readonly releases: string
  readonly store: string
  readonly digest: string
  readonly files: readonly Pick<ReleaseFile, 'path' | 'sha256' | 'size'>[]
}

/** Whether a release stands complete on the host, and which of its parts were sent before. Sizes are looked at: digests would take a second. */
export const releaseState: FactKind<ReleaseQuestion, ReleaseState> = {
  name: 'releases/release-state',
  subject: ({ digest }) => `the parts of release ${digest.slice(0, 12)}`,
  command: ({ releases, store, digest, files }) => ({
    script,
    args: [`${releases}/${digest}`, store, ...files.flatMap(({ path, sha256, size }) => [path, sha256, String(size)])],
  }),
  read: ({ stdout }) => {
    const [state, ...blobs] = stdout.split('\n').filter(line => line !== '')
    return {
      installed: state === 'installed',
      ...(state === 'damaged' ? { damaged: true } : {}),
      blobs: new Set(blobs),
    }
  },
}

const script = `r=$1 s=$2 state=installed held=; shift 2
[ -f "$r/.complete" ] || state=missing
while [ $# -gt 0 ]; do
  [ "$(stat -c %s "$r/$1" 2>/dev/null)" = "$3" ] || [ "$state" = missing ] || state=damaged
  [ "$(stat -c %s "$s/$2" 2>/dev/null)" = "$3" ] && held="$held $2"
  shift 3
done
echo "$state"
for b in $held; do echo "$b"; done`
