import { parseValue } from '../../../mesos/resources/text-value.ts'

/** Volumes that have a group id of their own, by their folder on the host. PURE but for what `claim` and `release` do to the ledger. */
export interface GidLedger {
  readonly range: readonly GidRange[]
  readonly held: Map<string, Holder>
}

export interface GidRange {
  readonly first: number
  readonly last: number
}

export interface Holder {
  readonly gid: number
  /** PERSISTENT: until the volume is destroyed. SANDBOX_PATH: until the container ends whose sandbox it is in. */
  readonly type: 'PERSISTENT' | 'SANDBOX_PATH'
}

/** The one that it has, or the lowest that is free. `undefined`: all are taken. */
export const claim = ({ range, held }: GidLedger, path: string, type: Holder['type']): number | undefined => {
  const found = held.get(path)
  if (found !== undefined) return found.gid
  const taken = new Set([...held.values()].map(({ gid }) => gid))
  const gid = lowestFree(range, taken)
  if (gid !== undefined) held.set(path, { gid, type })
  return gid
}

const lowestFree = (range: readonly GidRange[], taken: ReadonlySet<number>): number | undefined => {
  for (const { first, last } of range) {
    for (let gid = first; gid <= last; gid++) if (!taken.has(gid)) return gid
  }
  return undefined
}

/** Volumes in the sandbox of a container. */
export const inSandbox = ({ held }: GidLedger, sandbox: string): readonly string[] =>
  [...held].flatMap(([path, { type }]) => (type === 'SANDBOX_PATH' && path.startsWith(`${sandbox}/`) ? [path] : []))

/** How many ids there are, and how many of them nobody has; volumes may have some of an earlier range. */
export const figures = ({ range, held }: GidLedger): { readonly total: number; readonly free: number } => {
  const total = range.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const within = [...held.values()].filter(({ gid }) => range.some(({ first, last }) => gid >= first && gid <= last))
  return { total, free: total - within.length }
}

/** 2³² - 1 means nobody to the kernel. */
const highest = 2 ** 32 - 2

/** `[10000-20000]`. Text: what is wrong with it. */
export const parseGidRange = (text: string): readonly GidRange[] | string => {
  const parsed = parseValue(text)
  if ('problem' in parsed || parsed.value.type !== 'RANGES')
    return `--volume_gid_range: '${text}' is not of the form [10000-20000]`
  const range = (parsed.value.ranges?.range ?? []).map(({ begin, end }) => ({
    first: Number(begin),
    last: Number(end),
  }))
  if (range.length === 0) return '--volume_gid_range: it holds no group id'
  if (range.some(({ first, last }) => first < 1 || last > highest)) {
    return `--volume_gid_range: group ids are between 1 and ${highest}, and 0 is root's`
  }
  return range.toSorted((one, other) => one.first - other.first)
}
