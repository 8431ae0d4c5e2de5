import { fileSystem } from '../../facts/files/file-system.ts'
import { releaseState } from '../../facts/releases/release-state.ts'
import { unpacker } from '../../facts/releases/unpacker.ts'
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
  const question = {
    releases: wanted.releases,
    store: wanted.store,
    digest: wanted.release.digest,
    files: filesOf(wanted.release),
  }
  const unpacking = { release: `${wanted.releases}/${wanted.release.digest}` }
  return {
    name: `releases/release ${wanted.release.digest.slice(0, 12)}`,
    needs: [ask(releaseState, question), ask(unpacker, unpacking), ask(fileSystem, { path: wanted.store })],
    changes: (facts): readonly Change[] => {
      const state = facts.get(releaseState, question)
      if (state.installed) return []
      const missingBlobs = blobs.filter(blob => !state.blobs.has(blob))
      const { releases: folder, store } = wanted
      const program = facts.get(unpacker, unpacking)
      return [
        {
          kind: 'push-release',
          release: wanted.release,
          folder,
          store,
          missingBlobs,
          ...(program === undefined ? {} : { unpacker: program }),
          why: `release ${wanted.release.version} is ${state.damaged ? 'damaged' : 'not there'}`,
        },
      ]
    },
    concerns: facts => {
      const state = facts.get(releaseState, question)
      const { freeBytes } = facts.get(fileSystem, { path: wanted.store })
      const bytes = state.installed ? 0 : bytesNeeded(wanted.release, blobs, state.blobs)
      if (bytes <= freeBytes) return []
      const message = `release ${wanted.release.version} needs ${megabytes(bytes)} at ${wanted.store}, where ${megabytes(freeBytes)} are free`
      return [{ severity: 'error', message }]
    },
  }
}

const filesOf = ({ files }: Release) => files.map(({ path, sha256, size }) => ({ path, sha256, size }))

/** Releases are made of links to the parts; where the file system has no links, the largest part may be there twice for a moment. */
const bytesNeeded = ({ files }: Release, blobs: readonly string[], present: ReadonlySet<string>): number => {
  const sizes = new Map(files.map(({ sha256, size }) => [sha256, size]))
  const missing = blobs.filter(blob => !present.has(blob)).map(blob => sizes.get(blob) ?? 0)
  return missing.reduce((sum, size) => sum + size, 0) + Math.max(0, ...missing)
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
