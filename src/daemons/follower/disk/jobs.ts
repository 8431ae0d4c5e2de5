import * as fs from 'node:fs'
import type { Opened } from './step.ts'
import { stepRunner } from './step-runner.ts'
import type { Job, Outcome } from './thread.ts'

/** Does jobs in our own thread. */
export const doJobs = (): ((job: Job) => Outcome) => {
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

export const promised = (work: (told: (outcome: Outcome) => void) => void): Promise<Opened> =>
  new Promise((resolve, reject) =>
    work(outcome => ('error' in outcome ? reject(outcome.error) : resolve(outcome.opened))),
  )
