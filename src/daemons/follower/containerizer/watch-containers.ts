import { setImmediate } from 'node:timers/promises'
import { oomKills } from '../linux/cgroups.ts'
import type { ProcessRef } from '../linux/process-tree.ts'
import { isRunning, signalProcess } from '../linux/processes.ts'
import type { Box } from './box.ts'
import type { Inner } from './inner.ts'

const watchMillis = 1_000
/** A shim that has just lost its process needs a moment to say so. */
const shimGraceMillis = 1_000

/** For how long it looks before others get their turn. */
const sliceMillis = 5

/** Looks now and then for containers that ended without a word, or that the kernel killed for want of memory. Returns what stops it. */
export const watchContainers = (inner: Inner): (() => void) => {
  const { boxes, clock, launcher } = inner
  let stopped = false
  const look = async () => {
    launcher.look()
    let sliceEnds = performance.now() + sliceMillis
    for (const box of [...boxes.values()]) {
      if (boxes.get(box.id) === box && !box.destroying) lookAt(inner, box)
      if (performance.now() < sliceEnds) continue
      await setImmediate()
      if (stopped) return
      sliceEnds = performance.now() + sliceMillis
    }
    cancel = clock.after(watchMillis, () => void look())
  }
  let cancel = clock.after(watchMillis, () => void look())
  return () => {
    stopped = true
    cancel()
  }
}

const lookAt = (inner: Inner, box: Box): void => {
  const { cgroups, post } = inner
  if (cgroups && !box.limited && box.process && oomKills(cgroups, box.id) > 0) {
    box.limited = true
    post({ kind: 'memory-limit-reached', containerId: box.id })
  } else if (box.process && !isThere(box, box.process)) {
    noticeLost(inner, box.id)
  }
}

/**
 * What the kernel tells of a process waits while that becomes another program, and this waits while processes move into cgroups: up to 180 ms
 * with a thousand that start. So they are asked by a signal that does nothing, and only now and then whether they are still the same, and no zombies.
 */
const isThere = (box: Box, { pid, startTime }: ProcessRef): boolean => {
  box.looks = (box.looks ?? 0) + 1
  return (box.looks % looksTillClose !== 0 && signalProcess(pid, 0)) || isRunning(pid, startTime)
}

const looksTillClose = 5

/** The process is gone: its shim says how, or has gone too. */
const noticeLost = ({ boxes, clock, launcher, post }: Inner, containerId: string): void => {
  clock.after(shimGraceMillis, () => {
    const box = boxes.get(containerId)
    if (box === undefined || box.destroying) return
    const { ended } = launcher.read(containerId)
    post({ kind: 'container-ended', containerId, ...(ended ? { record: ended } : {}) })
  })
}
