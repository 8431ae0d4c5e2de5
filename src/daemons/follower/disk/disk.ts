import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import { doJobs, promised } from './jobs.ts'
import type { FileStep, Opened } from './step.ts'
import { type FileThread, type Job, type Outcome, startThread } from './thread.ts'

/** Makes files. Jobs are done in the order in which they come, each as a whole and each with an end of its own. */
export interface Disk {
  /** `told`, once: before this returns, or later. `strict`: when such a job has failed, none that is strict is done any more. */
  run(steps: readonly FileStep[], told: (outcome: Outcome) => void, strict?: boolean): void
  /** Rejects with what node:fs throws. */
  done(steps: readonly FileStep[]): Promise<Opened>
  close(): void
}

export interface BusyDisk extends Disk {
  /**
   * Whoever brings more work at its own will waits for this: jobs hold what they write, and a hundred thousand launches would be a gigabyte of them.
   * `undefined`: there is room.
   */
  room(): Promise<void> | undefined
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

/** Jobs that wait before there is no more room: half a second's work. */
const mostWaiting = 1_000

/** `begin`: starts the thread. */
export const createDisk = (
  clock: Clock,
  log: Logger,
  { jobsASecond, jobMillis, idleMillis }: Calm = calm,
  begin: typeof startThread = startThread,
): BusyDisk => {
  const here = doJobs()
  const waiting: Waiting[] = []
  let underway: readonly Waiting[] = []
  let thread: FileThread | undefined
  let possible = true
  /** What comes now comes after those that a thread has left. */
  let repeating = false
  let second = { began: 0, jobs: 0 }
  let stopWaiting = () => {}
  let roomy = Promise.withResolvers<void>()

  const isFull = () => waiting.length >= mostWaiting
  const takeAway = (most: number): readonly Waiting[] => {
    const wasFull = isFull()
    const those = waiting.splice(0, most)
    if (wasFull && !isFull()) {
      roomy.resolve()
      roomy = Promise.withResolvers()
    }
    return those
  }
  const send = () => {
    if (underway.length > 0) return
    if (waiting.length === 0) return rest()
    underway = takeAway(mostAtOnce)
    thread?.send(underway.map(({ job }) => job))
  }
  const told = (outcomes: readonly Outcome[]) => {
    const those = underway
    underway = []
    send()
    for (const [index, one] of those.entries()) one.told(outcomes[index]!)
  }
  /**
   * How far it came nobody knows: what may be done twice is done again, and so is what it had yet to be given. The others count for not done, and
   * with a strict one all strict ones behind it.
   */
  const lost = (error: Error) => {
    log.error('the thread that makes files has died: they are made in the event loop', { error })
    thread = undefined
    possible = false
    stopWaiting()
    stopWaiting = clock.after(idleMillis, () => (possible = true), true)
    const unsure = new Set(underway.filter(({ job }) => !mayBeRepeated(job)))
    waiting.unshift(...underway)
    underway = []
    repeating = true
    let strictLost = false
    for (let [one] = takeAway(1); one !== undefined; [one] = takeAway(1)) {
      strictLost ||= one.job.strict && unsure.has(one)
      if (unsure.has(one) || (one.job.strict && strictLost)) one.told({ error })
      else doHere(one)
    }
    repeating = false
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
      thread = begin(told, lost)
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
    if (repeating) return void waiting.push(one)
    if (!thread?.ready()) return doHere(one)
    stopWaiting()
    waiting.push(one)
    send()
  }
  return {
    run: (steps, tell, strict = false) => run({ job: { steps, strict }, told: tell }),
    done: steps => promised(tell => run({ job: { steps, strict: false }, told: tell })),
    room: () => (isFull() ? roomy.promise : undefined),
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

/** Half a record may be there, or the whole one; and a link that is there is an error. */
const mayBeRepeated = ({ steps }: Job): boolean => steps.every(step => step.do !== 'append' && step.do !== 'link')
