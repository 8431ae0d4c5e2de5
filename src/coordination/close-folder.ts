import { creatorAll, creatorAllWorldRead } from '../zookeeper/acl.ts'
import { isZooKeeperError, type ZooKeeperClient } from '../zookeeper/client.ts'
import type { Acl } from '../zookeeper/jute/records.ts'
import { join } from '../zookeeper/paths.ts'
import { retryLost } from './zookeeper-retry.ts'

const atOnce = 100

/**
 * Takes a folder that stands open to everybody, from before there were credentials, into our own hands: the election stays readable, the
 * rest is closed. The folder itself comes last, so that whoever dies half-way begins again. Nothing happens to one that is not open.
 */
export const closeFolder = async (client: ZooKeeperClient, folder: string): Promise<void> => {
  const found = await retryLost(() => client.getAcl(folder)).catch(absent)
  if (found === undefined || !isOpen(found.acl)) return
  const { children } = await retryLost(() => client.children(folder))
  for (const name of children) {
    const path = join(folder, name)
    const candidate = /^(json\.)?info_\d+$/.test(name)
    if (!candidate) await closeBelow(client, path)
    await give(client, path, candidate ? creatorAllWorldRead : creatorAll)
  }
  await give(client, folder, creatorAllWorldRead)
}

const closeBelow = async (client: ZooKeeperClient, path: string): Promise<void> => {
  const { children } = (await retryLost(() => client.children(path)).catch(absent)) ?? { children: [] }
  const paths = children.map(name => join(path, name))
  for (let first = 0; first < paths.length; first += atOnce) {
    await Promise.all(
      paths.slice(first, first + atOnce).map(async each => {
        await closeBelow(client, each)
        await give(client, each, creatorAll)
      }),
    )
  }
}

/** A node may vanish meanwhile: a candidate's does with its session. */
const give = async (client: ZooKeeperClient, path: string, acl: readonly Acl[]): Promise<void> => {
  await retryLost(() => client.setAcl(path, acl)).catch(absent)
}

const isOpen = (acl: readonly Acl[]): boolean =>
  acl.some(({ scheme, id, permissions }) => scheme === 'world' && id === 'anyone' && permissions !== 1)

const absent = (error: unknown): undefined => {
  if (!isZooKeeperError(error, 'no_node')) throw error
}
