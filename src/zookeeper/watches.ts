import type { WatchEventType } from './protocol.ts'

/** `exists`: set on an absent node. A watch is told of one event, then it is gone. */
export type WatchKind = 'data' | 'exists' | 'children'
export type WatchEvent = { readonly type: WatchEventType; readonly path: string }
export type Watcher = (event: WatchEvent) => void

/** Which watches an event fires. */
const fires: Readonly<Record<WatchEventType, readonly WatchKind[]>> = {
  created: ['data', 'exists'],
  changed: ['data', 'exists'],
  deleted: ['data', 'exists', 'children'],
  'children-changed': ['children'],
}

/** The watches that the server holds for us; it forgets them with the connection, so we must set them again. */
export type Watches = Record<WatchKind, Map<string, Watcher[]>>

export const noWatches = (): Watches => ({ data: new Map(), exists: new Map(), children: new Map() })

export const addWatch = (watches: Watches, kind: WatchKind, path: string, watcher: Watcher): void => {
  const watchers = watches[kind].get(path)
  if (watchers === undefined) watches[kind].set(path, [watcher])
  else if (!watchers.includes(watcher)) watchers.push(watcher)
}

/** Removes and returns those that the event fires, each once. */
export const takeWatchers = (watches: Watches, { type, path }: WatchEvent): Watcher[] => {
  const taken = new Set<Watcher>()
  for (const kind of fires[type]) {
    for (const watcher of watches[kind].get(path) ?? []) taken.add(watcher)
    watches[kind].delete(path)
  }
  return [...taken]
}

export type WatchedPaths = Readonly<Record<WatchKind, string[]>>

/** All watched paths in portions of at most `bytes`, since one request has a size limit. */
export const watchedPaths = (watches: Watches, bytes: number): WatchedPaths[] => {
  const portions: WatchedPaths[] = []
  let used = bytes
  for (const kind of ['data', 'exists', 'children'] as const) {
    for (const path of watches[kind].keys()) {
      const size = Buffer.byteLength(path) + 4
      if (used + size > bytes) {
        portions.push({ data: [], exists: [], children: [] })
        used = 0
      }
      portions.at(-1)![kind].push(path)
      used += size
    }
  }
  return portions
}
