import { closeSync, writeSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandInfoURI } from '../../../mesos/messages/command.ts'
import type { SpecUser } from '../containerizer/launch-spec.ts'
import { openOutput } from '../containerizer/sandbox.ts'
import { download } from './download.ts'
import { extract } from './extract.ts'
import { placeCopy, placeStream } from './place.ts'
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
  if (failure !== undefined) sayIn(options.sandbox, `Failed to fetch: ${failure}\n`)
  return failure
}

const sayIn = (sandbox: string, text: string): void => {
  const file = openOutput(sandbox, 'stderr')
  try {
    writeSync(file, text)
  } finally {
    closeSync(file)
  }
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

/** All that touches the sandbox is done by programs that run as its user. */
const fetchOne = async ({ source, target, executable, extract: kind }: FetchItem, options: FetchOptions) => {
  const where = { folder: options.sandbox, ...(options.user ? { user: options.user } : {}) }
  await refuseLinks(options.sandbox, target)
  const place = { ...where, target, executable }
  if (source.kind === 'copy') await placeCopy(source.path, place)
  else await placeStream(place, to => download(source.url, to, options.stallMillis))
  if (kind) await extract(kind, target, where)
}

/** An archive fetched before may have put links there that lead out of the sandbox. */
const refuseLinks = async (sandbox: string, target: string): Promise<void> => {
  const parts = target.split('/')
  for (const depth of parts.keys()) {
    const present = await lstat(join(sandbox, ...parts.slice(0, depth + 1))).catch(() => undefined)
    const last = depth === parts.length - 1
    if (last && present?.isDirectory()) throw new Error(`${target} is a folder already`)
    if (!last && present && !present.isDirectory()) throw new Error(`${target} leads out of the sandbox`)
  }
}
