import { openAcl, permission } from '../zookeeper/acl.ts'
import { isZooKeeperError, type ZooKeeperClient } from '../zookeeper/client.ts'
import { digestId } from '../zookeeper/digest.ts'
import type { Acl } from '../zookeeper/jute/records.ts'
import { join, parentOf } from '../zookeeper/paths.ts'
import { retryLost } from './zookeeper-retry.ts'

/** Logins are `user:secret`. */
export interface HandOver {
  readonly from: readonly string[]
  /** Absent: everybody may do all, as where nobody logs in. */
  readonly to?: string
}

const atOnce = 100

/**
 * Gives what belongs to some logins to another: each node under the folder, the folder, and the folders above it. `client` is logged in as one
 * that may: the logins before. What belongs to others stays theirs. It may be done again, and broken off at any node. Returns how many changed.
 */
export const handOver = async (client: ZooKeeperClient, folder: string, { from, to }: HandOver): Promise<number> => {
  const owners = new Set(from.map(idOf))
  const next = to === undefined ? undefined : idOf(to)
  let changed = 0
  const give = async (path: string): Promise<void> => {
    const found = await retryLost(() => client.getAcl(path)).catch(absent)
    const acl = found && handedOver(found.acl, owners, next)
    if (acl === undefined) return
    await retryLost(() => client.setAcl(path, acl)).catch(absent)
    changed += 1
  }
  for (let level = [folder]; level.length > 0; ) {
    const below: string[] = []
    for (let first = 0; first < level.length; first += atOnce) {
      await Promise.all(
        level.slice(first, first + atOnce).map(async path => {
          const listed = await retryLost(() => client.children(path)).catch(absent)
          for (const name of listed?.children ?? []) below.push(join(path, name))
          await give(path)
        }),
      )
    }
    level = below
  }
  for (let path = parentOf(folder); path !== '/'; path = parentOf(path)) await give(path)
  return changed
}

/** The list with the new owner in the old ones' place; undefined where none of them stands in it. PURE. */
export const handedOver = (
  acl: readonly Acl[],
  from: ReadonlySet<string>,
  to: string | undefined,
): readonly Acl[] | undefined => {
  const owned = (entry: Acl) => entry.scheme === 'digest' && from.has(entry.id) && entry.id !== to
  if (!acl.some(owned)) return undefined
  if (to === undefined) return openAcl
  const others = acl.filter(entry => !owned(entry) && !(entry.scheme === 'digest' && entry.id === to))
  return [...others, { permissions: permission.all, scheme: 'digest', id: to }]
}

const idOf = (login: string): string => {
  const colon = login.indexOf(':')
  return digestId(login.slice(0, colon), login.slice(colon + 1))
}

/** A node may vanish meanwhile: a candidate's does with its session. */
const absent = (error: unknown): undefined => {
  if (!isZooKeeperError(error, 'no_node')) throw error
}
