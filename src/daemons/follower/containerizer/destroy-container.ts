import { parentOf } from '../container-id.ts'
import type { Effect } from '../effects.ts'
import { oomKills } from '../linux/cgroups.ts'
import { type Box, newBox } from './box.ts'
import { cleanUpInTime, forgetOnceClean } from './clean-up-in-time.ts'
import type { Inner } from './inner.ts'
import { readMemoryLimit } from './memory-limit.ts'

type Destroy = Extract<Effect, { kind: 'destroy' }>

/** Those within it first, then it; `container-destroyed` follows for each. A second wish waits for the first. */
export const destroyContainer = (inner: Inner, effect: Destroy): Promise<void> => {
  const { boxes } = inner
  const box = boxes.get(effect.containerId) ?? newBox(effect.containerId)
  boxes.set(box.id, box)
  box.cancelled = true
  box.destroying ??= tearDown(inner, effect, box)
  return box.destroying
}

const tearDown = async (inner: Inner, effect: Destroy, box: Box): Promise<void> => {
  const { boxes, cgroups, launcher, post } = inner
  await inner.fetcher.stop(box.id)
  await box.launching
  box.progress = 'DESTROYING'
  await Promise.all(childrenOf(inner, box.id).map(child => destroyContainer(inner, orderFor(child))))
  const process = effect.process ?? box.process
  const memory = cgroups && oomKills(cgroups, box.id) > 0 ? readMemoryLimit(cgroups, box.id) : undefined
  const { waited, clean } = cleanUpInTime(inner, box.id, process, effect.directory)
  await waited
  box.freeStart?.()
  const record = effect.record ?? launcher.read(box.id).ended
  boxes.delete(box.id)
  forgetOnceClean(inner, box.id, clean)
  post({
    kind: 'container-destroyed',
    containerId: box.id,
    ...(record ? { record } : {}),
    ...(memory ? { memory } : {}),
  })
}

const childrenOf = ({ boxes }: Inner, id: string): readonly Box[] =>
  [...boxes.values()].filter(box => parentOf(box.id) === id)

/** A debug container lies in its parent's sandbox, which others use. */
const orderFor = ({ id, process, facts }: Box): Destroy => ({
  kind: 'destroy',
  containerId: id,
  ...(process ? { process } : {}),
  directory: facts === undefined || facts.container.kind === 'debug' ? '' : facts.container.directory,
})
