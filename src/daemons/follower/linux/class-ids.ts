import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { readText } from './cgroup-io.ts'

/**
 * The lowest class id from `first` to `last` that no container has. The kernel is the only record: a follower that starts again finds those
 * that its containers have, and a removed cgroup gives its own back. `root`: folder of all containers' net_cls cgroups.
 * Throws MantlError follower.cgroups when all are taken.
 */
export const freeClassId = (
  root: string,
  { first, last }: { readonly first: number; readonly last: number },
): number => {
  const taken = classIdsBelow(root)
  for (let id = first; id <= last; id++) if (!taken.has(id)) return id
  throw new MantlError('follower.cgroups', `all ${last - first + 1} class ids of net_cls are taken`, {
    hint: 'widen --cgroups_net_cls_secondary_handles',
  })
}

const classIdsBelow = (folder: string): ReadonlySet<number> => {
  const found = new Set<number>()
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const below = join(folder, entry.name)
    found.add(Number(readText(join(below, 'net_cls.classid')) ?? 0))
    for (const id of classIdsBelow(below)) found.add(id)
  }
  return found
}
