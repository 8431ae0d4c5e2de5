import { oomKills } from '../linux/cgroups.ts'
import { isRunning } from '../linux/processes.ts'
import type { Inner } from './inner.ts'

const watchMillis = 1_000
/** A shim that has just lost its process needs a moment to say so. */
const shimGraceMillis = 1_000

/** Looks now and then for containers that ended without a word, or that the kernel killed for want of memory. Returns what stops it. */
export const watchContainers = (inner: Inner): (() => void) => {
  const { boxes, cgroups, clock, launcher, post } = inner
  const look = () => {
    launcher.look()
    for (const [containerId, box] of boxes) {
      if (box.destroying) continue
      if (cgroups && !box.limited && box.process && oomKills(cgroups, containerId) > 0) {
        box.limited = true
        post({ kind: 'memory-limit-reached', containerId })
      } else if (box.process && !isRunning(box.process.pid, box.process.startTime)) {
        noticeLost(inner, containerId)
      }
    }
    cancel = clock.after(watchMillis, look)
  }
  let cancel = clock.after(watchMillis, look)
  return () => cancel()
}

/** The process is gone: its shim says how, or has gone too. */
const noticeLost = ({ boxes, clock, launcher, post }: Inner, containerId: string): void => {
  clock.after(shimGraceMillis, () => {
    const box = boxes.get(containerId)
    if (box === undefined || box.destroying) return
    const { ended } = launcher.read(containerId)
    post({ kind: 'container-ended', containerId, ...(ended ? { record: ended } : {}) })
  })
}
