import type { RunOptions } from './plan.ts'
import { type RunExtras, type RunResult, run } from './run.ts'

export interface Shrunk {
  /** Numbers of the faults that are needed. */
  readonly only: readonly number[]
  readonly result: RunResult
  /** Runs that it took. */
  readonly runs: number
}

/**
 * The same violation with fewer faults: halves of what is left are taken away, then quarters and so on, as long as the same invariant
 * breaks. `most`: runs that it may take.
 */
export const shrink = (options: RunOptions, failed: RunResult, extras: RunExtras = {}, most = 60): Shrunk => {
  const broken = failed.violation!.invariant
  let best = failed
  let runs = 0
  const fails = (only: readonly number[]): boolean => {
    runs += 1
    const result = run({ ...options, only: new Set(only) }, extras)
    if (result.violation?.invariant !== broken) return false
    best = result
    return true
  }
  // Faults that never happened are not needed.
  let kept = [...(options.only ?? Array.from({ length: failed.faultsPlanned }, (_, number) => number))]
  if (runs < most && fails([])) return { only: [], result: best, runs }
  for (let size = Math.ceil(kept.length / 2); size >= 1 && runs < most; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length && runs < most; ) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (rest.length < kept.length && fails(rest)) kept = rest
      else from += size
    }
  }
  return { only: kept, result: best, runs }
}
