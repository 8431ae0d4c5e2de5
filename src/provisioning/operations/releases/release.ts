import { releaseState } from '../../facts/releases/release-state.ts'
import type { Change, Release } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** The release stands complete in the folder named by its digest. */
export const release = (wanted: {
  readonly release: Release
  readonly releases: string
  readonly store: string
}): Operation => {
  const blobs = [...new Set(wanted.release.files.map(({ sha256 }) => sha256))]
  const question = { releases: wanted.releases, store: wanted.store, digest: wanted.release.digest, blobs }
  return {
    name: `releases/release ${wanted.release.digest.slice(0, 12)}`,
    needs: [ask(releaseState, question)],
    changes: (facts): readonly Change[] => {
      const state = facts.get(releaseState, question)
      if (state.installed) return []
      const missingBlobs = blobs.filter(blob => !state.blobs.has(blob))
      const { releases: folder, store } = wanted
      return [
        {
          kind: 'push-release',
          release: wanted.release,
          folder,
          store,
          missingBlobs,
          why: `release ${wanted.release.version} is not there`,
        },
      ]
    },
  }
}
