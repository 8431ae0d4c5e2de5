import type { FactKind } from '../../model/fact.ts'

export interface ReleaseState {
  /** Complete: its folder carries the mark that is made last. */
  readonly installed: boolean
  /** Blobs of the release that the store already holds. */
  readonly blobs: ReadonlySet<string>
}

export interface ReleaseQuestion {
  readonly releases: string
  readonly store: string
  readonly digest: string
  readonly blobs: readonly string[]
}

/** Whether a release stands complete on the host, and which of its parts were sent before. */
export const releaseState: FactKind<ReleaseQuestion, ReleaseState> = {
  name: 'releases/release-state',
  subject: ({ digest }) => `the parts of release ${digest.slice(0, 12)}`,
  command: ({ releases, store, digest, blobs }) => ({
    argv: ['sh', '-c', script, 'sh', `${releases}/${digest}`, store, ...blobs],
  }),
  read: ({ stdout }) => {
    const lines = stdout.split('\n').filter(line => line !== '')
    return { installed: lines[0] === 'installed', blobs: new Set(lines.slice(1)) }
  },
}

const script = `if [ -f "$1/.complete" ]; then echo installed; else echo missing; fi
s=$2; shift 2
for b; do if [ -f "$s/$b" ]; then echo "$b"; fi; done`
