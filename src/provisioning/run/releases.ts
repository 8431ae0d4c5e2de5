import { type BuiltRelease, buildRelease } from '../release/build-release.ts'
import { openRelease } from '../release/packed-release.ts'
import { pruneCache } from '../release/prune-cache.ts'

/** `release`: an archive; absent: our own, built from the sources. */
interface ReleaseSource {
  readonly cache: string
  readonly release?: string
}

export type ReleaseFor = (architecture: string, compress: boolean) => Promise<BuiltRelease>

/** Each architecture's release is built, or unpacked, once. */
export const releases = ({ cache, release }: ReleaseSource): ReleaseFor => {
  const building = new Map<string, Promise<BuiltRelease>>()
  return (architecture, compress) => {
    const key = `${architecture} ${compress}`
    const make = async () => {
      await pruneCache(cache)
      return release === undefined
        ? buildRelease(architecture, cache, compress)
        : openRelease(release, architecture, cache, compress)
    }
    const known = building.get(key) ?? make()
    building.set(key, known)
    return known
  }
}
