import { replayCommand, type Tally } from '../../simulation/campaign.ts'
import type { RunOptions } from '../../simulation/plan.ts'
import type { RunResult } from '../../simulation/run.ts'
import { type TraceLine, traceText } from '../../simulation/trace.ts'
import type { Palette } from './palette.ts'

/** What a simulation has to say: PURE. */
export const progressLine = ({ seeds, failed }: Tally, of: number, perSecond: number): string =>
  `${seeds}/${of} seeds, ${rate(perSecond)} seeds/s, ${count(failed.length, 'violation')}`

export const summaryLines = (tally: Tally, seconds: number, { bold, green, red }: Palette): string[] => {
  const { seeds, events, tasks, faults, time, failed } = tally
  const verdict = failed.length === 0 ? green('nothing went wrong') : red(count(failed.length, 'violation'))
  return [
    `${bold(count(seeds, 'seed'))}: ${verdict}`,
    `  ${count(events, 'event')}, ${count(tasks, 'task')}, ${count(faults, 'fault')}, ${hours(time)} of virtual time`,
    `  in ${seconds.toFixed(1)} s: ${rate(seeds / seconds)} seeds/s, ${Math.round(events / seconds)} events/s`,
    ...(seeds === 1 && failed.length === 0
      ? []
      : failed.map(({ seed, violation }) => `  seed ${seed}: ${violation!.invariant}`)),
  ]
}

/** `options`: with which the violation shows, already made small. */
export const violationLines = ({ violation, hash }: RunResult, options: RunOptions, palette: Palette): string[] => {
  if (violation === undefined) return []
  const { invariant, message, event, at, subjects, history } = violation
  return [
    palette.red(`seed ${options.seed}: ${invariant}`),
    `  ${message}`,
    `  event ${event} at ${(at / 1000).toFixed(3)} s of virtual time; trace ${hash}`,
    ...(history.length === 0 ? [] : [palette.dim(`  the last about ${subjects.join(', ') || 'anything'}:`)]),
    ...history.map(line => `  ${traceText(line)}`),
    `  ${palette.bold('replay:')} ${replayCommand(options)}`,
  ]
}

export const traceLine = (line: TraceLine): string => traceText(line)

const rate = (perSecond: number) => (perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1))
const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
const hours = (ms: number) => (ms >= 7_200_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${(ms / 60_000).toFixed(1)} min`)
