import { isAlive, type ProcStat } from './proc-stat.ts'

/** A process for good: its number is used again some day, with another start time. */
export interface ProcessRef {
  readonly pid: number
  readonly startTime: number
}

/**
 * Everybody who belongs to a container without cgroups: the session of its first process and all descendants of its members,
 * as far as they can be seen (a process that left the session after its parent ended is found by its environment elsewhere).
 * Nobody where another process has the first one's number by now: the kernel gives it away only once the session is empty.
 */
export const membersOf = (leader: ProcessRef, processes: readonly ProcStat[]): readonly ProcStat[] => {
  const { byPid, sessions, children } = treeOf(processes)
  const holder = byPid.get(leader.pid)
  if (holder !== undefined && holder.startTime !== leader.startTime) return []
  const members = new Set([...(sessions.get(leader.pid) ?? []), ...(children.get(leader.pid) ?? [])])
  if (holder !== undefined) members.add(holder)
  // A set goes on to what is added while it is walked.
  for (const { pid } of members) for (const child of children.get(pid) ?? []) members.add(child)
  return [...members].filter(isAlive).toSorted((one, other) => one.pid - other.pid)
}

interface ProcessTree {
  readonly byPid: ReadonlyMap<number, ProcStat>
  /** By their session's and by their parent's pid. */
  readonly sessions: ReadonlyMap<number, readonly ProcStat[]>
  readonly children: ReadonlyMap<number, readonly ProcStat[]>
}

const trees = new WeakMap<readonly ProcStat[], ProcessTree>()

/** Made once a scan: a thousand containers that end at once share it. */
export const treeOf = (processes: readonly ProcStat[]): ProcessTree => {
  const known = trees.get(processes)
  if (known !== undefined) return known
  const tree = {
    byPid: new Map(processes.map(stat => [stat.pid, stat])),
    sessions: Map.groupBy(processes, ({ session }) => session),
    children: Map.groupBy(processes, ({ ppid }) => ppid),
  }
  trees.set(processes, tree)
  return tree
}
