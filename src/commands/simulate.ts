import { setImmediate } from 'node:timers/promises'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { timeFlag } from '../cluster/time-flag.ts'
import type { ResultOf } from '../results/catalog.ts'
import { campaign, count, newTally, type Tally } from '../simulation/campaign.ts'
import { allFaults } from '../simulation/faults/kinds.ts'
import type { RunOptions } from '../simulation/plan.ts'
import type { RunResult } from '../simulation/run.ts'
import { faultsOf, onlyOf, seedsOf } from '../simulation/seeds.ts'
import { shrink } from '../simulation/shrink.ts'
import { progressLine, summaryLines, traceLine, violationLines } from '../ui/terminal/simulation-view.ts'

const exclusive = (...names: string[]) => ({ exclusive: names })

export default class Simulate extends BaseCommand<typeof Simulate> {
  static override summary = 'run whole clusters in virtual time, break them, and check that nothing is lost'
  static override description =
    `Leaders, followers and frameworks run in this process over the daemons' own decisions. A seed decides everything: the same
seed gives the same run. Ends with 1 when something was violated, and says how to repeat it. Faults: ${allFaults.join(', ')}.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --count 500',
    '<%= config.bin %> <%= command.id %> --seeds 1..2000 --faults crash-leader,partition',
    '<%= config.bin %> <%= command.id %> --seed 7 --trace',
    '<%= config.bin %> <%= command.id %> --seed 7 --agents 1000 --frameworks 20 --duration 2m',
  ]
  static override flags = {
    seed: Flags.integer({ summary: 'run this one', helpValue: 'N', min: 0, ...exclusive('seeds', 'count') }),
    seeds: Flags.string({ summary: 'run these, both ends included', helpValue: 'N..M', ...exclusive('seed', 'count') }),
    count: Flags.integer({ summary: 'run so many, from 1 on; default 100', helpValue: 'N', min: 1 }),
    leaders: Flags.integer({ summary: 'so many; default: as the seed says', helpValue: 'N', min: 1, max: 9 }),
    agents: Flags.integer({ summary: 'so many', helpValue: 'N', min: 1, max: 50_000 }),
    frameworks: Flags.integer({ summary: 'so many', helpValue: 'N', min: 1, max: 1_000 }),
    duration: timeFlag('duration', 'virtual time with faults, before everything is let settle'),
    events: Flags.integer({ summary: 'no more faults after so many events', helpValue: 'N', min: 1 }),
    faults: Flags.string({ summary: 'which may happen: all, none, or a list', helpValue: 'LIST', default: 'all' }),
    only: Flags.string({ summary: 'of the faults that the seed plans only these', helpValue: 'NUMBERS' }),
    trace: Flags.boolean({ summary: 'print every event', default: false }),
    shrink: Flags.boolean({ summary: 'look for the fewest faults that violate it too', default: true, allowNo: true }),
  }

  async run(): Promise<ResultOf<'simulate'>> {
    const { seed, seeds, count: most, leaders, agents, frameworks, duration, events, only } = this.flags
    const options = {
      leaders,
      agents,
      frameworks,
      duration,
      events,
      faults: faultsOf(this.flags.faults),
      only: onlyOf(only),
    }
    const all = seedsOf({ seed, seeds, count: most })
    const hear = this.flags.trace ? { hear: (line: Parameters<typeof traceLine>[0]) => this.log(traceLine(line)) } : {}
    const tally = newTally()
    const begun = performance.now()
    let told = begun
    for (const result of campaign(all, options, hear)) {
      count(tally, result)
      if (result.violation) this.tell(result, options)
      await setImmediate()
      if (performance.now() - told < 2_000) continue
      told = performance.now()
      this.progress(progressLine(tally, all.length, (1000 * tally.seeds) / (told - begun)))
    }
    const seconds = (performance.now() - begun) / 1000
    for (const line of summaryLines(tally, seconds, this.palette)) this.log(line)
    if (tally.failed.length > 0) process.exitCode = 1
    return asData(tally, seconds)
  }

  private tell(result: RunResult, options: Omit<RunOptions, 'seed'>): void {
    const failing: RunOptions = { ...options, seed: result.seed }
    const small = this.flags.shrink ? shrink(failing, result) : undefined
    const shown = small === undefined ? failing : { ...failing, only: new Set(small.only) }
    for (const line of violationLines(small?.result ?? result, shown, this.palette)) this.log(line)
  }
}

const asData = ({ failed, ...sums }: Tally, seconds: number): ResultOf<'simulate'> => ({
  ...sums,
  seconds,
  violations: failed.flatMap(({ seed, hash, violation }) => (violation ? [{ seed, hash, ...violation }] : [])),
})
