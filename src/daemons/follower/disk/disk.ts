import * as fs from 'node:fs'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { FileStep, Opened } from './step.ts'
import { stepRunner } from './step-runner.ts'
import { type FileThread, type Job, type Outcome, startThread } from './thread.ts'

/** Makes files. Jobs are done in the order in which they come, each as a whole and each with an end of its own. */
export interface Disk {
  /** `told`, once: before this returns, or later. `strict`: when such a job has failed, none that is strict is done any more. */
  run(steps: readonly FileStep[], told: (outcome: Outcome) => void, strict?: boolean): void
  /** Rejects with what node:fs throws. */
  done(steps: readonly FileStep[]): Promise<Opened>
  close(): void
}

/**
 * How busy it may be before a thread is worth its 15 MB: jobs within a second, or one that took so many ms. Until the thread is there, and where
 * nothing much goes on, jobs are done at once: that costs less than handing them over.
 */
export interface Calm {
  readonly jobsASecond: number
  readonly jobMillis: number
  /** After so long without a job the thread ends. */
  readonly idleMillis: number
}

const calm: Calm = { jobsASecond: 100, jobMillis: 20, idleMillis: 60_000 }

/** What is told of at once is handled in one turn of the event loop. */
const mostAtOnce = 32

export const createDisk = (clock: Clock, log: Logger, { jobsASecond, jobMillis, idleMillis }: Calm = calm): Disk => {
  const here = doJobs()
  const waiting: Waiting[] = []
  let underway: readonly Waiting[] = []
  let thread: FileThread | undefined
  let possible = true
  let second = { began: 0, jobs: 0 }
  let stopWaiting = () => {}

  const send = () => {
    if (underway.length > 0) return
    if (waiting.length === 0) return rest()
    underway = waiting.splice(0, mostAtOnce)
    thread?.send(underway.map(({ job }) => job))
  }
  const told = (outcomes: readonly Outcome[]) => {
    const those = underway
    underway = []
    send()
    for (const [index, one] of those.entries()) one.told(outcomes[index]!)
  }
  /** Whatever it was given counts for not done, also what may be. */
  const lost = (error: Error) => {
    log.error('the thread that makes files has died: they are made in the event loop', { error })
    thread = undefined
    possible = false
    const left = [...underway, ...waiting.splice(0)]
    underway = []
    for (const one of left) one.told({ error })
  }
  const rest = () => {
    stopWaiting()
    stopWaiting = clock.after(
      idleMillis,
      () => {
        thread?.end()
        thread = undefined
      },
      true,
    )
  }
  const start = () => {
    try {
      thread = startThread(told, lost)
      rest()
    } catch (error) {
      possible = false
      log.warning('there is no thread for files', { error })
    }
  }
  const doHere = ({ job, told: tell }: Waiting) => {
    const began = performance.now()
    const outcome = here(job)
    const now = performance.now()
    if (began - second.began > 1_000) second = { began, jobs: 0 }
    second.jobs += 1
    if (thread === undefined && possible && (second.jobs > jobsASecond || now - began > jobMillis)) start()
    tell(outcome)
  }
  const run = (one: Waiting) => {
    if (!thread?.ready()) return doHere(one)
    stopWaiting()
    waiting.push(one)
    send()
  }
  return {
    run: (steps, tell, strict = false) => run({ job: { steps, strict }, told: tell }),
    done: steps => promised(tell => run({ job: { steps, strict: false }, told: tell })),
    close: () => {
      stopWaiting()
      thread?.end()
      possible = false
    },
  }
}

interface Waiting {
  readonly job: Job
  readonly told: (outcome: Outcome) => void
}

/** Does all at once, in our own thread. */
export const createOwnDisk = (): Disk => {
  const work = doJobs()
  return {
    run: (steps, told, strict = false) => told(work({ steps, strict })),
    done: steps => promised(told => told(work({ steps, strict: false }))),
    close: () => {},
  }
}

const doJobs = (): ((job: Job) => Outcome) => {
  const runSteps = stepRunner(fs, process.pid)
  let failed = false
  return ({ steps, strict }) => {
    try {
      if (strict && failed) throw new Error('what was to be done before has failed')
      return { opened: runSteps(steps) }
    } catch (error) {
      if (strict) failed = true
      return { error: error as Error }
    }
  }
}

const promised = (work: (told: (outcome: Outcome) => void) => void): Promise<Opened> =>
  new Promise((resolve, reject) =>
    work(outcome => ('error' in outcome ? reject(outcome.error) : resolve(outcome.opened))),
  )
