import { destroyCgroups } from '../linux/cgroups.ts'
import type { ProcessRef } from '../linux/process-tree.ts'
import { leaveBehind } from '../networks/leave-forgotten.ts'
import type { Inner } from './inner.ts'
import { isolatorOf } from './preparations/isolator-of.ts'
import { undoAll } from './preparations/prepare.ts'
import { sweepContainer } from './sweep.ts'

/**
 * Kills what runs of a container and takes away all that was made for it, but for its records, which come last (`Launcher.forget`).
 * Never throws; true: nothing is left. `sandbox`: '' spares processes that only their environment gives away. `killed`: nothing runs any more, and
 * it is this one's turn.
 */
export const cleanUp = async (
  inner: Inner,
  containerId: string,
  process: ProcessRef | undefined,
  sandbox: string,
  killed = () => {},
): Promise<boolean> => {
  const kill = () => tried(inner, containerId, 'launcher::destroy', () => killAll(inner, containerId, process, sandbox))
  // One look at all processes does for all that wait for it: these take no turns.
  if (inner.cgroups === undefined && !(await kill())) return false
  const freeEnd = await takeEnd(inner)
  let undone: boolean | undefined
  try {
    undone = await inner.pacing.paced(async () => {
      // What still runs may use what was made for it; the next follower tries again.
      if (inner.cgroups !== undefined && !(await kill())) return undefined
      killed()
      return undo(inner, containerId, sandbox)
    })
  } finally {
    freeEnd()
  }
  // Many file systems go in one process: these take no turns either.
  const released = undone !== undefined && (await release(inner, containerId))
  return released && undone === true
}

/** Those that hang, as others' network plugins may, are not to keep all others from ending. */
const longestEndMillis = 2_000

/** Returns what frees it, once. */
const takeEnd = async ({ ends, clock }: Inner): Promise<() => void> => {
  await ends.take()
  let held = true
  const free = () => {
    if (held) ends.free()
    held = false
  }
  const stopWaiting = clock.after(longestEndMillis, free)
  return () => {
    stopWaiting()
    free()
  }
}

const undo = (inner: Inner, containerId: string, sandbox: string): Promise<boolean> =>
  tried(inner, containerId, 'containerizer::cleanup', async () => {
    await undoPrepared(inner, containerId)
    await inner.volumeGids?.leave(sandbox)
  })

const release = async (inner: Inner, containerId: string): Promise<boolean> => {
  const released = await tried(inner, containerId, 'provisioner::destroy', () =>
    inner.provisioner?.release(containerId),
  )
  inner.streams?.closed(containerId)
  return released
}

/** Takes its records away, once what was said of its end is on disk elsewhere. Never throws: what stays is an orphan to the next follower. */
export const forget = ({ launcher, log, pacing, settled }: Inner, containerId: string): Promise<void> =>
  settled()
    .then(() => pacing.paced(() => launcher.forget(containerId)))
    .catch(error => log.error(`the records of container ${containerId} stay`, { error }))

const killAll = async (
  inner: Inner,
  containerId: string,
  known: ProcessRef | undefined,
  sandbox: string,
): Promise<void> => {
  const { cgroups, launcher } = inner
  // Either the shim finds that nobody wants the container any more, or we find who it has started.
  if (known === undefined) launcher.withdraw(containerId)
  const process = known ?? launcher.read(containerId).started
  if (cgroups) await destroyCgroups(cgroups, containerId, inner.destroyTimeoutMillis)
  else if (process) await sweepContainer(inner, process, sandbox, inner.destroyTimeoutMillis)
}

const undoPrepared = async (
  { boxes, launcher, pending, preparers, settings }: Inner,
  containerId: string,
): Promise<void> => {
  const undo = boxes.get(containerId)?.unprepared ? '' : launcher.undo(containerId)
  const failures: unknown[] = []
  await undoAll(
    preparers,
    undo,
    (_, error) => failures.push(error),
    (one, work) => pending.during(`${isolatorOf(one)}::cleanup`, containerId, work),
  )
  // A reboot may have taken the records, and left the addresses that the container was given.
  await leaveBehind(settings, containerId).catch(error => failures.push(error))
  if (failures.length > 0) throw failures[0]
}

const tried = async (
  { pending, count, log }: Inner,
  containerId: string,
  operation: string,
  work: () => void | Promise<void>,
): Promise<boolean> => {
  try {
    await pending.during(operation, containerId, work)
    return true
  } catch (error) {
    count('containerizer/mesos/container_destroy_errors')
    log.error(`container ${containerId} can't be cleaned up wholly: ${operation}`, { error })
    return false
  }
}
