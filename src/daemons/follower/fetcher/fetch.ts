import { closeSync, writeSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandInfoURI } from '../../../mesos/messages/command.ts'
import { openOutput, openSandbox, pathOf, type SandboxPlace } from '../containerizer/sandbox.ts'
import type { FetcherCache } from './cache.ts'
import { extract, leavesPacked } from './extract.ts'
import { guardDisk } from './guard-disk.ts'
import { openSource } from './open-source.ts'
import { placeCopy, placeFile, placeStream } from './place.ts'
import { type FetchItem, planFetch, withoutSecret } from './plan.ts'
import type { Workplace } from './run-as.ts'

export interface FetchOptions extends Workplace {
  readonly frameworksHome: string
  /** A download without progress for so long has failed. */
  readonly stallMillis: number
  readonly cache?: FetcherCache
}

/** Brings the URIs into the sandbox, one after the other. Returns why that failed; the cause is then also in the sandbox's stderr. */
export const fetchAll = async (uris: readonly CommandInfoURI[], options: FetchOptions): Promise<string | undefined> => {
  const plan = planFetch(uris, options.frameworksHome)
  const failure = 'problem' in plan ? plan.problem : await fetchItems(plan.items, options)
  if (failure !== undefined) sayIn(options.sandbox, `Failed to fetch: ${failure}\n`)
  return failure
}

const sayIn = (sandbox: SandboxPlace, text: string): void => {
  const folder = openSandbox(sandbox)
  try {
    const file = openOutput(pathOf(folder), 'stderr')
    writeSync(file, text)
    closeSync(file)
  } finally {
    closeSync(folder)
  }
}

const fetchItems = async (items: readonly FetchItem[], options: FetchOptions): Promise<string | undefined> => {
  const full = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, full.signal]) : full.signal
  const unguard = guardDisk(options.sandbox.root, error => full.abort(error))
  try {
    for (const item of items) {
      const problem = await fetchOne(item, { ...options, signal }).catch(error =>
        signal.aborted ? signal.reason : error,
      )
      if (problem instanceof Error) return `'${withoutSecret(item.uri)}': ${problem.message}`
    }
    return undefined
  } finally {
    unguard()
  }
}

type Running = FetchOptions & { readonly signal: AbortSignal }

/** All that touches the sandbox is done by programs that run as its user. */
const fetchOne = async (item: FetchItem, options: Running): Promise<void> => {
  await refuseLinks(options.sandbox, item.target)
  const cached = await fromCache(item, options)
  const archive = item.extract && leavesPacked(item.extract) ? undefined : item.extract
  if (cached === undefined) return fetchDirectly(item, archive, options)
  try {
    if (archive) await extract(options, archive, item.target, cached)
    else await placeFile(options, item, cached.descriptor)
  } finally {
    cached.release()
  }
}

/** What one user may read, another need not. */
const fromCache = async ({ cache: wanted, uri, source }: FetchItem, options: Running) => {
  if (!wanted) return undefined
  const key = JSON.stringify([options.user?.username ?? null, uri])
  return options.cache?.acquire(
    key,
    signal => openSource(source, { ...options, signal }, options.stallMillis),
    options.signal,
  )
}

const fetchDirectly = async (item: FetchItem, archive: FetchItem['extract'], options: Running): Promise<void> => {
  if (item.source.kind === 'copy') await placeCopy(options, item, item.source.path)
  else {
    const source = await openSource(item.source, options, options.stallMillis)
    await placeStream(options, item, to => source.pour(to)).finally(source.cancel)
  }
  if (archive) await extract(options, archive, item.target)
}

/** An archive fetched before may have put links there that lead out of the sandbox. */
const refuseLinks = async ({ root, path }: SandboxPlace, target: string): Promise<void> => {
  const parts = target.split('/')
  for (const depth of parts.keys()) {
    const present = await lstat(join(root, path, ...parts.slice(0, depth + 1))).catch(() => undefined)
    const last = depth === parts.length - 1
    if (last && present?.isDirectory()) throw new Error(`${target} is a folder already`)
    if (!last && present && !present.isDirectory()) throw new Error(`${target} leads out of the sandbox`)
  }
}
