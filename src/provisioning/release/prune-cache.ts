import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const day = 24 * 3600 * 1000
/** ms without use after which anything goes. */
const longest = 30 * day

/** What is kept in a folder of the cache. What somebody put there himself is in none. */
interface Kind {
  readonly folder: string
  readonly prunes: (name: string) => boolean
  /** Of more than that the ones used longest ago go, but none that was used within a day. */
  readonly most: number
}

const any = (): boolean => true
const kinds: readonly Kind[] = [
  { folder: 'blobs', prunes: any, most: 100 },
  { folder: 'bundles', prunes: any, most: 20 },
  { folder: 'compiled', prunes: name => !name.startsWith(`${process.version}-`), most: 2 },
  { folder: 'digests', prunes: any, most: 1000 },
  { folder: 'node', prunes: name => /^(slim|stripped)-/.test(name), most: 5 },
  { folder: 'releases', prunes: any, most: 5 },
]

/** Removes what no run has used for long, at most once a day; `now`: ms since the epoch. What cannot be removed stays. */
export const pruneCache = async (cache: string, now = Date.now()): Promise<void> => {
  const note = join(cache, 'pruned')
  if (Math.abs(now - (await usedAt(note, 0))) < day) return
  await mkdir(cache, { recursive: true })
    .then(() => writeFile(note, ''))
    .then(() => utimes(note, now / 1000, now / 1000))
    .catch(() => undefined)
  for (const { folder, prunes, most } of kinds) {
    const names = await readdir(join(cache, folder)).catch(() => [])
    const entries = await Promise.all(
      names.filter(prunes).map(async name => {
        const path = join(cache, folder, name)
        return { path, used: await usedAt(path, now) }
      }),
    )
    for (const { path, used } of outlived(entries, most, now)) await remove(path, used).catch(() => undefined)
  }
}

interface Entry {
  readonly path: string
  /** ms since the epoch. */
  readonly used: number
}

const outlived = (entries: readonly Entry[], most: number, now: number): readonly Entry[] =>
  entries.toSorted((a, b) => b.used - a.used).filter(({ used }, index) => now - used > (index < most ? longest : day))

/** See is-there.ts; `otherwise` for what is not there. */
const usedAt = (path: string, otherwise: number): Promise<number> =>
  stat(path).then(
    ({ atimeMs, mtimeMs }) => Math.max(atimeMs, mtimeMs),
    () => otherwise,
  )

/** A run that asks for it meanwhile either finds it no more, and makes it anew, or has asked before: then it gets its name back. */
const remove = async (path: string, used: number): Promise<void> => {
  const doomed = `${path}.${randomUUID()}`
  await rename(path, doomed)
  if ((await usedAt(doomed, used)) > used) await rename(doomed, path)
  else await rm(doomed, { recursive: true, force: true })
}
