import { leaveForgotten } from '../networks/leave-forgotten.ts'
import { type Box, newBox, parseFacts } from './box.ts'
import { cleanUpInTime, forgetOnceClean, longestMillis } from './clean-up-in-time.ts'
import type { Inner } from './inner.ts'
import { startedEvent } from './started-event.ts'

/** Takes up a container of an earlier run: `container-started` or `container-ended` may follow. */
export const adoptContainer = (inner: Inner, containerId: string): void => {
  const { boxes, launcher, post } = inner
  const { started, ended, description } = launcher.adopt(containerId)
  const facts = parseFacts(description)
  const box: Box = {
    ...newBox(containerId),
    progress: 'RUNNING',
    ...(started ? { process: started } : {}),
    ...(facts ? { facts } : {}),
  }
  boxes.set(containerId, box)
  if (started) post(startedEvent(inner, containerId, started))
  if (ended) post({ kind: 'container-ended', containerId, record: ended })
  else if (started === undefined) post({ kind: 'container-ended', containerId })
}

/**
 * Kills whatever an earlier run left that nobody has adopted: the innermost first, all of one depth at once. What others' programs keep from going, as
 * network plugins that hang, is waited for some seconds; it goes on then, and a container of the same name waits for it.
 */
export const removeOrphans = async (inner: Inner): Promise<void> => {
  const { boxes, launcher } = inner
  const orphans = Map.groupBy(
    launcher.known().filter(id => !boxes.has(id)),
    depth,
  )
  for (const level of [...orphans.keys()].sort((one, other) => other - one)) {
    await Promise.all(orphans.get(level)!.map(id => removeOrphan(inner, id)))
  }
  await leaveForgottenNetworks(inner)
  await inner.provisioner?.recover(new Set(boxes.keys()))
}

const removeOrphan = async (inner: Inner, containerId: string): Promise<void> => {
  inner.log.info(`removing the orphaned container ${containerId}`)
  const { started, description } = inner.launcher.read(containerId)
  const { kind, directory = '' } = parseFacts(description)?.container ?? {}
  const { waited, clean } = cleanUpInTime(inner, containerId, started, kind === 'debug' ? '' : directory)
  forgetOnceClean(inner, containerId, clean)
  const forgotten = inner.cleaning.get(containerId)
  let overdue = true
  void clean.then(() => (overdue = false))
  await waited
  if (!overdue) await forgotten
}

const leaveForgottenNetworks = async ({ boxes, cleaning, settings, clock, log }: Inner): Promise<void> => {
  const left = leaveForgotten(settings, [...boxes.keys(), ...cleaning.keys()], problem => log.error(problem))
  for (const [containerId, over] of left) {
    cleaning.set(containerId, over)
    void over.then(() => cleaning.get(containerId) === over && cleaning.delete(containerId))
  }
  const { promise: overdue, resolve } = Promise.withResolvers<void>()
  const stopWaiting = clock.after(longestMillis, resolve)
  await Promise.race([Promise.all(left.values()), overdue])
  stopWaiting()
}

const depth = (id: string): number => id.split('/').length
