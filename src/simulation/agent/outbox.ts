import type { FileStep } from '../../daemons/follower/disk/step.ts'
import type { CheckpointEffect, Effect } from '../../daemons/follower/effects.ts'
import { createOutbox, type Outbox } from '../../daemons/follower/perform/outbox.ts'
import type { Chance } from '../chance.ts'
import type { Process } from '../process.ts'
import type { Disk } from './disk.ts'

export interface AgentOutbox extends Pick<Outbox, 'take'> {
  /** Runs it once all that was taken before is on disk. */
  afterwards(run: () => void): void
  /** The process has died: of what was being written half may be there. */
  crashed(): void
}

interface Job {
  readonly agentId: string
  readonly effect: CheckpointEffect
  readonly told: () => void
  /** On disk, and nobody has heard so. */
  readonly written: boolean
}

/** The follower's own line of effects, over a disk that takes its time: one write after the other, each some ms within `delay`. */
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
  const jobs: Job[] = []

  const settling: (() => void)[] = []

  const settle = () => {
    for (const run of settling.splice(0)) run()
  }
  const next = () => {
    if (jobs.length === 0) return settle()
    process.after(chance.between(...delay), () => {
      const { told } = write(jobs[0]!)
      jobs[0] = { ...jobs[0]!, written: true }
      process.after(chance.between(...delay), () => {
        told()
        jobs.shift()
        next()
      })
    })
  }
  const write = (job: Job): Job => {
    disk.write(job.agentId, job.effect)
    return job
  }
  const run = (steps: readonly FileStep[], told: (outcome: { readonly opened: [] }) => void) => {
    const job: Job = { agentId: agentId(), effect: effectIn(steps), told: () => told({ opened: [] }), written: false }
    if (delay[1] === 0) return write(job).told()
    jobs.push(job)
    if (jobs.length === 1) next()
  }
  const { take } = createOutbox({
    disk: { run } as never,
    stepsOf: effect => (effect.kind === 'checkpoint-resources' ? undefined : stepsFor(effect)),
    perform,
    broken: (_, error) => failed(error),
    failed: (_, error) => failed(error),
  })
  return {
    take,
    afterwards: run => void (jobs.length === 0 ? run() : settling.push(run)),
    crashed: () => {
      settling.length = 0
      const [underWay] = jobs.splice(0)
      if (underWay && !underWay.written) disk.writeHalf(underWay.agentId, underWay.effect)
    },
  }
}

/** The simulated disk understands checkpoints themselves. */
const stepsFor = (effect: CheckpointEffect): readonly FileStep[] => [effect as unknown as FileStep]
const effectIn = ([effect]: readonly FileStep[]): CheckpointEffect => effect as unknown as CheckpointEffect
