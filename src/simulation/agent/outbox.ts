import type { FileStep } from '../../daemons/follower/disk/step.ts'
import type { CheckpointEffect, Effect } from '../../daemons/follower/effects.ts'
import { createOutbox, type Outbox } from '../../daemons/follower/perform/outbox.ts'
import type { Chance } from '../chance.ts'
import type { Process } from '../process.ts'
import type { Disk } from './disk/disk.ts'

export interface AgentOutbox extends Pick<Outbox, 'take'> {
  /** Runs it once all that was taken before is on disk. */
  afterwards(run: () => void): void
  /** The process has died: of what was to be written some may be there. */
  crashed(): void
}

interface Job {
  readonly steps: readonly FileStep[]
  readonly told: () => void
}

/** As in disk/disk.ts. */
const MOST_AT_ONCE = 32

/**
 * The follower's own line of effects, over a disk that takes its time, some ms within `delay`. As in disk/thread.ts all that waits is written, then all of it is synced,
 * then it is told; none: each job at once.
 */
export const createAgentOutbox = (options: {
  readonly disk: Disk
  readonly process: Process
  readonly chance: Chance
  readonly delay: readonly [number, number]
  readonly agentId: () => string
  readonly perform: (effect: Effect) => unknown
  readonly failed: (error: unknown) => void
}): AgentOutbox => {
  const { disk, process, chance, delay, agentId, perform, failed } = options
  const waiting: Job[] = []
  const settling: (() => void)[] = []
  /** Given to the disk, and not in its files yet. */
  let unwritten: readonly Job[] = []
  let busy = false

  const next = () => {
    busy = waiting.length > 0
    if (!busy) return settle()
    const batch = waiting.splice(0, MOST_AT_ONCE)
    const toSync: number[] = []
    unwritten = batch
    process.after(chance.between(...delay), () => {
      for (const { steps } of batch) disk.run(steps, toSync)
      unwritten = []
      process.after(chance.between(...delay), () => {
        disk.sync(toSync)
        for (const { told } of batch) told()
        next()
      })
    })
  }
  const settle = () => {
    for (const run of settling.splice(0)) run()
  }
  const run = (steps: readonly FileStep[], told: (outcome: { readonly opened: [] }) => void) => {
    const job: Job = { steps, told: () => told({ opened: [] }) }
    if (delay[1] === 0) {
      disk.run(steps)
      return job.told()
    }
    waiting.push(job)
    if (!busy) next()
  }
  const { take } = createOutbox({
    disk: { run } as never,
    stepsOf: effect => (effect.kind === 'checkpoint-resources' ? undefined : disk.stepsOf(agentId(), effect)),
    perform,
    broken: (_, error) => failed(error),
    failed: (_, error) => failed(error),
  })
  return {
    take,
    afterwards: run => void (busy ? settling.push(run) : run()),
    crashed: () => {
      settling.length = 0
      waiting.length = 0
      const batch = unwritten
      unwritten = []
      const done = chance.below(batch.length + 1)
      for (const { steps } of batch.slice(0, done)) disk.run(steps, [])
      const half = batch[done]
      if (half) disk.dyingAmid(() => disk.run(half.steps))
    },
  }
}

export const isCheckpoint = (effect: Effect): effect is CheckpointEffect => effect.kind.startsWith('checkpoint-')
