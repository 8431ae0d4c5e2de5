/** PURE. Which files the cache holds, how much room they take, and which of them has to go first. Sizes in bytes. */
export interface CacheEntry {
  readonly key: string
  /** Name in the cache's folder. */
  readonly file: string
  /** Room that is set aside for it. */
  readonly size: number
  /** Those who wait for it or read it: it stays. */
  users: number
  /** All of it is there. */
  complete: boolean
}

export interface CacheLedger {
  readonly total: number
  readonly used: number
  /** It was wanted now: whoever was not for longer goes before it. */
  find(key: string): CacheEntry | undefined
  /** Sets room aside, one user already in it. `evicted`: files that must go for it. Absent: there is not enough that could go. */
  reserve(key: string, size: number): { readonly entry: CacheEntry; readonly evicted: readonly string[] } | undefined
  /** It never came, or is spoiled. */
  drop(entry: CacheEntry): void
}

export const createLedger = (total: number): CacheLedger => {
  /** The one that was not wanted for longest is first. */
  const entries = new Map<string, CacheEntry>()
  let used = 0
  let last = 0
  const drop = (entry: CacheEntry) => {
    if (entries.get(entry.key) !== entry) return
    entries.delete(entry.key)
    used -= entry.size
  }
  const idle = () => [...entries.values()].filter(({ users, complete }) => users === 0 && complete)
  return {
    total,
    get used() {
      return used
    },
    find: key => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry
    },
    reserve: (key, size) => {
      const needed = used + size - total
      const victims = enough(idle(), needed)
      if (victims === undefined || entries.has(key)) return undefined
      for (const victim of victims) drop(victim)
      const entry: CacheEntry = { key, file: `c${++last}`, size, users: 1, complete: false }
      entries.set(key, entry)
      used += size
      return { entry, evicted: victims.map(({ file }) => file) }
    },
    drop,
  }
}

/** The first ones that together make so much room; nobody goes where even all would not do. */
const enough = (candidates: readonly CacheEntry[], needed: number): readonly CacheEntry[] | undefined => {
  const chosen: CacheEntry[] = []
  let freed = 0
  for (const candidate of candidates) {
    if (freed >= needed) break
    chosen.push(candidate)
    freed += candidate.size
  }
  return freed >= needed ? chosen : undefined
}
