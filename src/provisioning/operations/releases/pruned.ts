import { type KeptQuestion, keptReleases } from '../../facts/releases/kept-releases.ts'
import type { Change, Release } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** Of all releases on the host the wanted one stays and the one before it, to go back to; of the parts those of the wanted one. */
export const pruned = ({ release, ...question }: KeptQuestion & { readonly release: Release }): Operation => ({
  name: 'releases/pruned',
  needs: [ask(keptReleases, question)],
  changes: (facts): readonly Change[] => {
    const { releases, parts, current } = facts.get(keptReleases, question)
    const others = releases.filter(name => isDigest(name) && name !== release.digest)
    const previous = current !== undefined && others.includes(current) ? current : others[0]
    const wanted = new Set(release.files.map(({ sha256 }) => sha256))
    const old = releases.filter(name => name !== release.digest && name !== previous)
    const unused = parts.filter(name => !wanted.has(name))
    if (old.length === 0 && unused.length === 0) return []
    const { releases: folder, store } = question
    return [{ kind: 'remove-releases', folder, releases: old, store, parts: unused, why: 'not needed any more' }]
  },
})

const isDigest = (name: string) => /^[0-9a-f]{64}$/.test(name)
