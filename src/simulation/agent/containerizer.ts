import { parentOf } from '../../daemons/follower/container-id.ts'
import type { EndRecord } from '../../daemons/follower/containerizer/launcher/records.ts'
import type { Effect, LaunchOrder } from '../../daemons/follower/effects.ts'
import type { Event } from '../../daemons/follower/events.ts'
import type { Chance } from '../chance.ts'
import type { Process } from '../process.ts'
import type { Machine } from './machine.ts'

interface Box {
  cancelled: boolean
  destroying: boolean
}

/** One life of a follower's containerizer: the answers of containerizer/containerizer.ts, over a simulated machine. */
export const createSimulatedContainerizer = (options: {
  readonly machine: Machine
  readonly process: Process
  readonly chance: Chance
  /** Part of launches that fail. */
  readonly launchFailures: number
  readonly post: (event: Event) => void
  /** Runs it once what was said before is on disk. */
  readonly afterwards: (run: () => void) => void
}) => {
  const { machine, process, chance, launchFailures, post, afterwards } = options
  const boxes = new Map<string, Box>()

  const tearDown = ({ containerId, record }: Extract<Effect, { kind: 'destroy' }>) => {
    for (const inner of new Set([...machine.containers.keys(), ...boxes.keys()])) {
      if (!inner.startsWith(`${containerId}/`)) continue
      const box = boxes.get(inner)
      if (box) box.cancelled = true
      tearDown({ kind: 'destroy', containerId: inner, directory: '' })
    }
    machine.kill(containerId)
    const found: EndRecord | undefined = record ?? machine.containers.get(containerId)?.record
    boxes.delete(containerId)
    post({ kind: 'container-destroyed', containerId, ...(found && { record: found }) })
    process.after(0, () => afterwards(() => machine.forget(containerId)))
  }
  const start = (order: LaunchOrder, box: Box) => {
    const { containerId } = order
    if (box.cancelled) return
    const parent = parentOf(containerId)
    const alone = parent !== undefined && machine.containers.get(parent)?.record !== undefined
    if (alone || (parent !== undefined && !machine.containers.has(parent)) || chance.happens(launchFailures)) {
      boxes.delete(containerId)
      return post({ kind: 'launch-failed', containerId, message: 'the simulation wants it so' })
    }
    const { pid, startTime } = machine.spawn(order)
    process.after(chance.between(1, 5), () => {
      if (boxes.get(containerId) === box) post({ kind: 'container-started', containerId, pid, startTime })
    })
  }
  return {
    launch: (order: LaunchOrder) => {
      const box: Box = { cancelled: false, destroying: false }
      boxes.set(order.containerId, box)
      process.after(chance.between(2, 40), () => start(order, box))
    },
    destroy: (effect: Extract<Effect, { kind: 'destroy' }>) => {
      const box = boxes.get(effect.containerId) ?? { cancelled: true, destroying: false }
      boxes.set(effect.containerId, box)
      box.cancelled = true
      if (box.destroying) return
      box.destroying = true
      process.after(chance.between(1, 60), () => tearDown(effect))
    },
    adopt: (containerId: string) => {
      boxes.set(containerId, { cancelled: false, destroying: false })
      const found = machine.containers.get(containerId)
      if (found) post({ kind: 'container-started', containerId, pid: found.pid, startTime: found.startTime })
      if (found?.record) post({ kind: 'container-ended', containerId, record: found.record })
      else if (found === undefined) post({ kind: 'container-ended', containerId })
    },
    removeOrphans: () => {
      for (const containerId of [...machine.containers.keys()]) {
        if (boxes.has(containerId)) continue
        machine.kill(containerId)
        machine.forget(containerId)
      }
    },
    /** The shim says that the first process has ended. */
    ended: (containerId: string, record: EndRecord | undefined) => {
      const box = boxes.get(containerId)
      if (box && !box.destroying) post({ kind: 'container-ended', containerId, ...(record && { record }) })
    },
  }
}
