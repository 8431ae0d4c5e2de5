import { leaveForgotten } from '../networks/leave-forgotten.ts'
import { type Box, newBox, parseFacts } from './box.ts'
import { cleanUp, forget } from './clean-up.ts'
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

/** Kills whatever an earlier run left that nobody has adopted: the innermost first. */
export const removeOrphans = async (inner: Inner): Promise<void> => {
  const { boxes, launcher, log } = inner
  const orphans = launcher.known().filter(id => !boxes.has(id))
  for (const containerId of orphans.toSorted(innermostFirst)) {
    log.info(`removing the orphaned container ${containerId}`)
    const { started, description } = launcher.read(containerId)
    const { kind, directory = '' } = parseFacts(description)?.container ?? {}
    const clean = await cleanUp(inner, containerId, started, kind === 'debug' ? '' : directory)
    if (clean) await forget(inner, containerId)
  }
  await leaveForgottenNetworks(inner)
  await inner.provisioner?.recover(new Set(boxes.keys()))
}

const leaveForgottenNetworks = async ({ boxes, settings, log }: Inner): Promise<void> => {
  for (const problem of await leaveForgotten(settings, [...boxes.keys()])) log.error(problem)
}

const innermostFirst = (one: string, other: string): number => depth(other) - depth(one)
const depth = (id: string): number => id.split('/').length
