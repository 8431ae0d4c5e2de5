import { appendFileSync } from 'node:fs'
import { chmod, chown, lstat, mkdir, realpath, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { CommandInfoURI } from '../../../mesos/messages/command.ts'
import type { SpecUser } from '../containerizer/launch-spec.ts'
import { copyFile } from './copy.ts'
import { download } from './download.ts'
import { extract } from './extract.ts'
import { type FetchItem, planFetch, withoutSecret } from './plan.ts'

export interface FetchOptions {
  readonly sandbox: string
  /** Absent: the follower's own user. */
  readonly user?: SpecUser
  readonly frameworksHome: string
  /** A download without progress for so long has failed. */
  readonly stallMillis: number
}

/** Brings the URIs into the sandbox, one after the other. Returns why that failed; the cause is then also in the sandbox's stderr. */
export const fetchAll = async (uris: readonly CommandInfoURI[], options: FetchOptions): Promise<string | undefined> => {
  const plan = planFetch(uris, options.frameworksHome)
  const failure = 'problem' in plan ? plan.problem : await fetchItems(plan.items, options)
  if (failure !== undefined) appendFileSync(join(options.sandbox, 'stderr'), `Failed to fetch: ${failure}\n`)
  return failure
}

const fetchItems = async (items: readonly FetchItem[], options: FetchOptions): Promise<string | undefined> => {
  for (const item of items) {
    try {
      await fetchOne(item, options)
    } catch (error) {
      return `'${withoutSecret(item.uri)}': ${(error as Error).message}`
    }
  }
  return undefined
}

const fetchOne = async (item: FetchItem, options: FetchOptions): Promise<void> => {
  const path = await freshPath(options, item.target)
  if (item.source.kind === 'copy') await copyFile(item.source.path, path)
  else await download(item.source.url, path, options.stallMillis)
  await chmod(path, item.executable ? 0o755 : 0o644)
  if (options.user) await chown(path, options.user.uid, options.user.gid)
  if (item.extract) await extract(item.extract, path, options)
}

/** A place in the sandbox where nothing lies yet: an archive fetched before may have put links there that lead out of it. */
const freshPath = async ({ sandbox, user }: FetchOptions, target: string): Promise<string> => {
  const path = join(sandbox, target)
  await makeFolders(sandbox, dirname(target), user)
  const real = await realpath(dirname(path))
  const root = await realpath(sandbox)
  if (real !== root && !real.startsWith(root + sep)) throw new Error(`${target} leads out of the sandbox`)
  const present = await lstat(path).catch(() => undefined)
  if (present?.isDirectory()) throw new Error(`${target} is a folder already`)
  await rm(path, { force: true })
  return path
}

const makeFolders = async (sandbox: string, relative: string, user: SpecUser | undefined): Promise<void> => {
  let folder = sandbox
  for (const part of relative.split('/').filter(name => name !== '.')) {
    folder = join(folder, part)
    const present = await lstat(folder).catch(() => undefined)
    if (present?.isDirectory()) continue
    if (present !== undefined) throw new Error(`${relative} leads out of the sandbox`)
    await mkdir(folder)
    if (user) await chown(folder, user.uid, user.gid)
  }
}
