import { replayCommand } from '../../src/simulation/campaign.ts'
import type { RunOptions } from '../../src/simulation/plan.ts'
import type { RunResult } from '../../src/simulation/run.ts'

/** What is wrong and how to see it again; undefined: nothing is. */
export const violationText = ({ seed, violation }: RunResult, options: Partial<RunOptions> = {}): string | undefined =>
  violation && `${violation.invariant}: ${violation.message}; ${replayCommand({ seed, ...options })}`
