import type { FactKind } from '../../model/fact.ts'

export interface KeptReleases {
  /** Entries of the releases' folder, hidden remains too; the one changed last comes first. */
  readonly releases: readonly string[]
  /** Entries of the store. */
  readonly parts: readonly string[]
  /** What `current` leads to. */
  readonly current?: string
}

export interface KeptQuestion {
  readonly releases: string
  readonly store: string
  readonly current: string
}

/** All that stands in the folders of releases. */
export const keptReleases: FactKind<KeptQuestion, KeptReleases> = {
  name: 'releases/kept-releases',
  subject: ({ releases }) => `the releases in ${releases}`,
  command: ({ releases, store, current }) => ({ script, args: [releases, store, current] }),
  read: ({ stdout }) => {
    const lines = stdout.split('\n').map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)])
    const of = (kind: string) => lines.filter(([is]) => is === kind).map(([, name = '']) => name)
    const [current] = of('current')
    return { releases: of('release'), parts: of('part'), ...(current === undefined ? {} : { current }) }
  },
}

/** ls is started only where there is an order to be known. */
const script = `if [ -L "$3" ] && cd -P -- "$3" 2>/dev/null; then echo "current \${PWD##*/}"; fi
n=0
for f in "$1"/* "$1"/.[!.]* "$1"/..?*; do if [ -e "$f" ] || [ -L "$f" ]; then n=$((n+1)) r=\${f##*/}; fi; done
for f in "$2"/* "$2"/.[!.]* "$2"/..?*; do if [ -e "$f" ] || [ -L "$f" ]; then echo "part \${f##*/}"; fi; done
[ "$n" -lt 2 ] || r=$(ls -At -- "$1")
IFS='
'; set -f
[ "$n" = 0 ] || for f in $r; do echo "release $f"; done
:`
