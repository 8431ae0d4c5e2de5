import { isAlive, type ProcStat } from './proc-stat.ts'

/**
 * Everybody who belongs to a container without cgroups: the session of its first process and all descendants of its members,
 * as far as they can be seen (a process that left the session after its parent ended is found by its environment elsewhere).
 */
export const membersOf = (leader: number, processes: readonly ProcStat[]): readonly ProcStat[] => {
  const members = new Set<number>([leader])
  for (const { pid, session } of processes) if (session === leader) members.add(pid)
  for (let grown = true; grown; ) {
    const before = members.size
    for (const { pid, ppid } of processes) if (members.has(ppid)) members.add(pid)
    grown = members.size > before
  }
  return processes.filter(stat => members.has(stat.pid) && isAlive(stat))
}
