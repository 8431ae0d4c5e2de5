import { setImmediate, setTimeout } from 'node:timers/promises'
import { MantlError } from '../../../errors.ts'
import { cgroupMembers } from '../linux/cgroups.ts'
import type { ProcStat } from '../linux/proc-stat.ts'
import { isAlive } from '../linux/proc-stat.ts'
import { membersOf, type ProcessRef, treeOf } from '../linux/process-tree.ts'
import { allProcesses, environmentOf, signalProcess } from '../linux/processes.ts'
import { signalFirst, startersOf } from '../linux/signal-first.ts'
import type { Inner } from './inner.ts'

/** To all processes of a container. `first`: the one that leads its session and process group. */
export const signalContainer = async (
  { cgroups, looks }: Pick<Inner, 'cgroups' | 'looks'>,
  containerId: string,
  first: ProcessRef | undefined,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> => {
  if (cgroups) return looks.paced(() => signalMembers(first, cgroupMembers(cgroups, containerId), signal))
  if (first === undefined) return
  const all = await allProcesses()
  const others = await looks.paced(() => signalGroup(first, membersOf(first, all), signal))
  if (others.length === 0) return
  const alive = new Set((await allProcesses()).filter(isAlive).map(({ pid: one }) => one))
  for (const { pid: member } of others) if (alive.has(member)) signalProcess(member, signal)
}

const signalMembers = (
  first: ProcessRef | undefined,
  members: readonly number[],
  signal: 'SIGTERM' | 'SIGKILL',
): void => {
  const spared = new Set([...startersOf(first), first?.pid])
  // A shell that saw its child die of the signal before it got it itself would return 128 + n instead of dying of it, too.
  if (first) signalFirst(first, signal)
  for (const member of members) if (!spared.has(member)) signalProcess(member, signal)
}

/** Those whom it has not reached. */
const signalGroup = (
  first: ProcessRef,
  members: readonly ProcStat[],
  signal: 'SIGTERM' | 'SIGKILL',
): readonly ProcStat[] => {
  if (members.length === 0) return []
  // Before it leads a group of its own, which takes a moment after its start, it is reached by itself.
  const reached = signalProcess(-first.pid, signal) || signalProcess(first.pid, signal)
  return members.filter(({ pid }) => pid !== first.pid || !reached)
}

const retryMillis = 20

/**
 * Kills what a container without cgroups has left: its session, its descendants, and those that left both but still carry its
 * sandbox in their environment. Throws MantlError follower.sweep when some will not go.
 */
export const sweepContainer = async (
  { launcher, looks }: Pick<Inner, 'launcher' | 'looks'>,
  first: ProcessRef,
  sandbox: string,
  timeoutMillis: number,
): Promise<void> => {
  const deadline = performance.now() + timeoutMillis
  for (;;) {
    const all = await allProcesses()
    const { members, orphans } = await looks.paced(() => leftovers(all, first, launcher.isShim))
    const left = [...members, ...(sandbox === '' ? [] : await ofSandbox(orphans, sandbox))]
    if (left.length === 0) return
    if (performance.now() > deadline) {
      throw new MantlError('follower.sweep', `the processes ${left.map(({ pid }) => pid).join(', ')} can't be killed`)
    }
    for (const { pid } of left) signalProcess(pid, 'SIGKILL')
    await setTimeout(retryMillis)
  }
}

/** Its own, and those whose environment may yet tell that they are. */
const leftovers = (all: readonly ProcStat[], first: ProcessRef, isShim: (pid: number) => boolean) => {
  const { pid, startTime } = first
  const members = new Set(membersOf(first, all))
  const { byPid } = treeOf(all)
  const orphans = all.filter(
    stat =>
      stat.startTime >= startTime &&
      stat.session !== pid &&
      stat.ppid !== process.pid &&
      isAlive(stat) &&
      (byPid.get(stat.ppid)?.startTime ?? 0) < startTime &&
      !isShim(stat.pid) &&
      !members.has(stat),
  )
  return { members, orphans }
}

/** For how long environments are read before others get their turn. */
const sliceMillis = 5

const ofSandbox = async (orphans: readonly ProcStat[], sandbox: string): Promise<readonly ProcStat[]> => {
  const found: ProcStat[] = []
  let sliceEnds = performance.now() + sliceMillis
  for (const stat of orphans) {
    if (sandboxOf(stat) === sandbox) found.push(stat)
    if (performance.now() < sliceEnds) continue
    await setImmediate()
    sliceEnds = performance.now() + sliceMillis
  }
  return found
}

const sandboxes = new WeakMap<ProcStat, string>()

/** Read once a scan: shims of an earlier follower's are orphans, too, and each container that ends asks about them all. */
const sandboxOf = (stat: ProcStat): string => {
  const known = sandboxes.get(stat)
  if (known !== undefined) return known
  const sandbox = environmentOf(stat.pid, 'MESOS_DIRECTORY') ?? ''
  sandboxes.set(stat, sandbox)
  return sandbox
}
