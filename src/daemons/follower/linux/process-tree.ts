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
  const holder = processes.find(({ pid }) => pid === leader.pid)
  if (holder !== undefined && holder.startTime !== leader.startTime) return []
  const members = new Set<number>([leader.pid])
  for (const { pid, session } of processes) if (session === leader.pid) members.add(pid)
  for (let grown = true; grown; ) {
    const before = members.size
    for (const { pid, ppid } of processes) if (members.has(ppid)) members.add(pid)
    grown = members.size > before
  }
  return processes.filter(stat => members.has(stat.pid) && isAlive(stat))
}
