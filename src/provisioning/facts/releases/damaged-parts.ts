import type { FactKind } from '../../model/fact.ts'

export interface DamageQuestion {
  readonly folder: string
  readonly files: readonly { readonly path: string; readonly sha256: string }[]
}

/** Files of a release that are missing or hold other bytes than were sent. */
export const damagedParts: FactKind<DamageQuestion, readonly string[]> = {
  name: 'releases/damaged-parts',
  command: ({ folder, files }) => ({ script, args: [folder, ...files.flatMap(({ path, sha256 }) => [path, sha256])] }),
  read: ({ stdout }) => stdout.split('\n').filter(line => line !== ''),
  subject: ({ folder }) => `the files in ${folder}`,
}

const script = `d=$1; shift
while [ $# -gt 0 ]; do
  s=$(sha256sum < "$d/$1" 2>/dev/null); [ "\${s%% *}" = "$2" ] || echo "$1"
  shift 2
done`
