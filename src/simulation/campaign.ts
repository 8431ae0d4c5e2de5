import type { RunOptions } from './plan.ts'
import { type RunExtras, type RunResult, run } from './run.ts'

/** Many seeds, one after the other; whoever pulls decides when the next one runs. */
export function* campaign(
  seeds: Iterable<number>,
  options: Omit<RunOptions, 'seed'>,
  extras: RunExtras = {},
): Generator<RunResult> {
  for (const seed of seeds) yield run({ ...options, seed }, extras)
}

export interface Tally {
  seeds: number
  events: number
  tasks: number
  faults: number
  /** Virtual ms. */
  time: number
  readonly failed: RunResult[]
}

export const newTally = (): Tally => ({ seeds: 0, events: 0, tasks: 0, faults: 0, time: 0, failed: [] })

export const count = (tally: Tally, result: RunResult): void => {
  tally.seeds += 1
  tally.events += result.events
  tally.tasks += result.tasks
  tally.faults += result.faults
  tally.time += result.time
  if (result.violation) tally.failed.push(result)
}

/** The command line that repeats a run. */
export const replayCommand = ({
  seed,
  leaders,
  agents,
  frameworks,
  duration,
  events,
  faults,
  only,
}: RunOptions): string =>
  [
    `mantl simulate --seed ${seed}`,
    ...(leaders === undefined ? [] : [`--leaders ${leaders}`]),
    ...(agents === undefined ? [] : [`--agents ${agents}`]),
    ...(frameworks === undefined ? [] : [`--frameworks ${frameworks}`]),
    ...(duration === undefined ? [] : [`--duration ${duration / 1000}s`]),
    ...(events === undefined ? [] : [`--events ${events}`]),
    ...(faults === undefined ? [] : [`--faults ${faults.join(',') || 'none'}`]),
    ...(only === undefined ? [] : [`--only ${[...only].join(',') || 'none'}`]),
  ].join(' ')
