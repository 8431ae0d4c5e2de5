import { isZooKeeperError, type ZooKeeperClient } from '../zookeeper/client.ts'
import type { Acl } from '../zookeeper/jute/records.ts'
import { join } from '../zookeeper/paths.ts'
import { batchOperations, settle } from './batch.ts'
import { altered, fenced, newer, notLoaded, uncertain } from './registry-errors.ts'
import {
  areaFolders,
  entryFolders,
  entryPath,
  epochPath,
  isOurs,
  isShard,
  keyOf,
  registryFolder,
} from './registry-paths.ts'
import type { Area, Change, Entry, StateStore } from './state-store.ts'
import { writeQueue } from './write-queue.ts'
import { retryLost } from './zookeeper-retry.ts'
import { valueReader } from './zookeeper-value-reader.ts'

export type ZooKeeperStateStoreOptions = {
  readonly client: ZooKeeperClient
  /** The election's folder; the registry lies in its `registry`. */
  readonly folder: string
  /** Our election node, from the contender's `won`. */
  readonly electionNode: string
  readonly acl: readonly Acl[]
  /** Names this writer among all, for ever: a random UUID. */
  readonly writer: string
}

/** Requests under way while loading: enough to hide the round trip, few enough not to starve the server (which stops reading at 1,000). */
const pipeline = 100

/** Values of one request: as many of the largest size as fit the packet of an answer. */
const portion = 7

/** With these a transaction is known not to have happened; whether a fence or a stray hand refused it must be looked up. */
const rolledBack = ['bad_version', 'no_node', 'node_exists'] as const

/**
 * The fence. The node `registry/epoch` has a version that every batch raises. `load` raises it too, so that whoever loaded last is the only one
 * who knows it. A batch is one transaction: check that our election node is there, set the epoch expecting the version we left, then
 * the changes. A deposed leader fails the first part (its node went with its session) or the second (its successor raised
 * the epoch), and nothing of its batch happens.
 *
 * The epoch's data names writer and batch. Where the answer to a batch is lost, they tell whether it happened; doing it again is safe, since
 * only one of two transactions that expect the same version can succeed.
 */
export const zooKeeperStateStore = ({
  client,
  folder,
  electionNode,
  acl,
  writer,
}: ZooKeeperStateStoreOptions): StateStore => {
  const epoch = epochPath(folder)
  const queue = writeQueue()
  let known: Set<string> | undefined
  let version = 0
  let batch = 0
  let refused: unknown

  const commit = async (changes: readonly Change[]): Promise<void> => {
    if (known === undefined) throw notLoaded()
    if (refused !== undefined) throw refused
    const name = Buffer.from(`${writer} ${++batch}`)
    const operations = batchOperations(folder, changes, known, acl)
    try {
      await transact(name, operations)
    } catch (error) {
      // Whether a batch of unknown outcome happened decides what the next one must expect; so none may follow.
      refused = error
      throw error
    }
    version += 1
    for (const { op, path } of operations) {
      if (op === 'create') known.add(path)
      if (op === 'delete') known.delete(path)
    }
  }

  const transact = async (name: Buffer, operations: ReturnType<typeof batchOperations>): Promise<void> => {
    for (let lost = false; ; ) {
      try {
        return await client.multi([
          { op: 'check', path: electionNode, version: -1 },
          { op: 'set', path: epoch, data: name, version },
          ...operations,
        ])
      } catch (error) {
        if (isZooKeeperError(error, 'connection_loss')) lost = true
        else if (isZooKeeperError(error, 'session_expired'))
          throw lost ? uncertain(error) : fenced('our session expired', error)
        else if (!rolledBack.some(code => isZooKeeperError(error, code))) throw error
        if (await happened(name, lost, error)) return
      }
    }
  }

  /** True: it did. False: it did not, try again. Throws 'registry.fenced' when it never will. */
  const happened = async (name: Buffer, lost: boolean, cause: unknown): Promise<boolean> => {
    const now = await retryLost(async () => {
      await client.sync(epoch)
      return client.get(epoch)
    }).catch(error => {
      throw lost ? uncertain(error) : fenced('the epoch is gone', error)
    })
    if (now.stat.version === version + 1 && now.data.equals(name)) return true
    // A successor may have overwritten the epoch after our batch went in: then only it knows.
    if (now.stat.version > version) throw lost ? uncertain(cause) : fenced('another leader wrote since', cause)
    if (isZooKeeperError(cause, 'connection_loss')) return false
    if ((await retryLost(() => client.exists(electionNode))) !== undefined) throw altered(folder, cause)
    throw fenced('our election node is gone', cause)
  }

  return {
    load: () =>
      queue.run(async () => {
        await makeFolders(client, folder, acl)
        await refuseNewer(client, folder)
        version = await claim(client, { epoch, electionNode, name: Buffer.from(`${writer} load ${++batch}`) })
        const entries = await readAll(client, folder)
        known = new Set(entries.map(({ area, key }) => entryPath(folder, area, key)))
        refused = undefined
        return entries
      }),
    write: async changes => {
      const settled = settle(changes)
      return queue.run(() => commit(settled))
    },
    close: () => queue.idle(),
  }
}

/** Raises the epoch and returns its new version. Raising it twice, where an answer was lost, harms nobody but earlier writers. */
const claim = async (
  client: ZooKeeperClient,
  { epoch, electionNode, name }: { epoch: string; electionNode: string; name: Buffer },
): Promise<number> => {
  try {
    await retryLost(() =>
      client.multi([
        { op: 'check', path: electionNode, version: -1 },
        { op: 'set', path: epoch, data: name, version: -1 },
      ]),
    )
  } catch (error) {
    if (isZooKeeperError(error, 'no_node')) throw fenced('our election node is gone', error)
    if (isZooKeeperError(error, 'session_expired')) throw fenced('our session expired', error)
    throw error
  }
  const { data, stat } = await retryLost(() => client.get(epoch))
  if (!data.equals(name)) throw fenced('another leader claimed it meanwhile')
  return stat.version
}

const makeFolders = async (client: ZooKeeperClient, folder: string, acl: readonly Acl[]): Promise<void> => {
  const make = (path: string) => retryLost(() => client.mkdirp(path, acl))
  await make(registryFolder(folder))
  await Promise.all([epochPath(folder), ...areaFolders(folder)].map(make))
  await pipelined(entryFolders(folder), ({ path }) => make(path))
}

/** Of an area that we don't know, empty folders do no harm; what is not understood must not be led by. */
const refuseNewer = async (client: ZooKeeperClient, folder: string): Promise<void> => {
  const childrenOf = async (path: string) => (await retryLost(() => client.children(path))).children
  const holds = async (path: string) => ((await retryLost(() => client.exists(path)))?.numChildren ?? 0) > 0
  const names = await childrenOf(registryFolder(folder))
  for (const name of names.filter(each => !isOurs(each))) {
    const path = join(registryFolder(folder), name)
    const children = await childrenOf(path)
    await pipelined(children, async child => {
      if (!isShard(child) || (await holds(join(path, child)))) throw newer(`the area ${name}`)
    })
  }
}

const readAll = async (client: ZooKeeperClient, folder: string): Promise<Entry[]> => {
  const nodes: { area: Area; key: string; path: string }[] = []
  await pipelined(entryFolders(folder), async ({ area, path }) => {
    const { children } = await retryLost(() => client.children(path))
    for (const name of children) {
      const key = keyOf(name)
      if (key !== undefined) nodes.push({ area, key, path: join(path, name) })
    }
  })
  const read = valueReader(client)
  const entries: Entry[] = []
  await pipelined(portions(nodes, portion), async some => {
    const values = await retryLost(() => read(some.map(({ path }) => path)))
    for (const [i, { area, key }] of some.entries()) {
      const value = values[i]
      // A copy: what was read is a part of a larger piece of the stream, and would keep all of it in memory.
      if (value !== undefined) entries.push({ area, key, value: Uint8Array.from(value) })
    }
  })
  return entries
}

const portions = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

const pipelined = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: Math.min(pipeline, items.length) }, worker))
}
