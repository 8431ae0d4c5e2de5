import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { MantlError } from '../errors.ts'

/** What the last provision of an inventory left to know. */
export interface KnownCluster {
  /** Absolute path of the inventory. */
  readonly inventory: string
  readonly name: string
  /** `host:port` of all leaders. */
  readonly leaders: readonly string[]
}

/** Apart from `mantl/`, which on a laptop belongs to the host that is provisioned and goes with it. */
const path = () =>
  join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'mantl-clusters', 'clusters.json')

/** The one provisioned last comes first; none where the file is absent or not ours. */
export const knownClusters = async (): Promise<readonly KnownCluster[]> => {
  const text = await readFile(path(), 'utf8').catch(() => '[]')
  try {
    const clusters: unknown = JSON.parse(text)
    return Array.isArray(clusters) ? clusters.filter(isCluster) : []
  } catch {
    return []
  }
}

const isCluster = (value: unknown): value is KnownCluster => {
  const { inventory, name, leaders } = (value ?? {}) as Partial<KnownCluster>
  return (
    typeof inventory === 'string' &&
    typeof name === 'string' &&
    Array.isArray(leaders) &&
    leaders.every(leader => typeof leader === 'string')
  )
}

/** Absolute path. Throws `usage.inventory` when nothing was provisioned from here yet. */
export const lastInventory = async (): Promise<string> => {
  const [last] = await knownClusters()
  if (last !== undefined) return last.inventory
  throw new MantlError('usage.inventory', 'no inventory was provisioned from here yet', {
    hint: 'name the inventory, for example inventory/cluster.yml',
  })
}

export const rememberCluster = async (cluster: KnownCluster): Promise<void> => {
  const others = (await knownClusters()).filter(({ inventory }) => inventory !== cluster.inventory)
  await write([cluster, ...others])
}

export const forgetCluster = async (inventory: string): Promise<void> => {
  const clusters = await knownClusters()
  const others = clusters.filter(cluster => cluster.inventory !== inventory)
  if (others.length === 0) await rm(dirname(path()), { recursive: true, force: true })
  else if (others.length < clusters.length) await write(others)
}

/** Nothing stays of what knows nothing any more. */
const write = async (clusters: readonly KnownCluster[]): Promise<void> => {
  if (clusters.length === 0) return rm(dirname(path()), { recursive: true, force: true })
  await mkdir(dirname(path()), { recursive: true })
  await writeFile(`${path()}.${process.pid}`, `${JSON.stringify(clusters, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path()}.${process.pid}`, path())
}
