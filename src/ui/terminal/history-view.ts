import { hostNames } from '../../inventory/host-names.ts'
import { shortDigests } from '../../provisioning/model/change-text.ts'
import type { HostRun, Run } from '../../provisioning/model/journal.ts'
import type { ResultOf } from '../../results/catalog.ts'
import type { Palette } from './palette.ts'
import { table } from './table.ts'

/** The runs, a row each, the latest first. PURE. */
export const historyLines = (runs: readonly Run[], palette: Palette): string[] => {
  if (runs.length === 0) return ['no run is noted on these hosts']
  const [header = '', ...rows] = table(
    ['RUN', 'SINCE (UTC)', 'WHO', 'HOSTS', 'CHANGES', 'RESULT', 'COMMAND'],
    runs.map(run => [
      run.run,
      shortTime(run.begun.at),
      `${run.begun.user}@${run.begun.machine}`,
      String(run.hosts.size),
      String([...run.hosts.values()].reduce((sum, { begun }) => sum + begun.changes.length, 0)),
      run.result,
      run.begun.command,
    ]),
    { right: [3, 4] },
  )
  return [palette.bold(header), ...rows.map((row, index) => paintOf(runs[index]!.result, palette)(row))]
}

const shortTime = (at: string) => at.slice(0, 16).replace('T', ' ')

const paintOf = (result: Run['result'], { red, yellow }: Palette) =>
  result === 'done' ? (text: string) => text : ['failed', 'died', 'unfinished'].includes(result) ? red : yellow

/** One run, host by host; hosts with the same changes and end are shown once. PURE. */
export const runLines = (run: Run, palette: Palette): string[] => {
  const { user, machine, command, at, release } = run.begun
  const alike = Map.groupBy(run.hosts, ([, host]) => JSON.stringify([host.begun.changes, endText(host)]))
  return [
    `${palette.bold(run.run)}  ${paintOf(run.result, palette)(run.result)}`,
    `  ${user} on ${machine}: ${command}`,
    `  since ${at}, release ${release.slice(0, 12)}`,
    ...[...alike.values()].flatMap(group => hostLines(group, palette)),
  ]
}

const hostLines = (group: readonly (readonly [string, HostRun])[], { bold, dim }: Palette): string[] => {
  const [, first] = group[0]!
  return [
    '',
    `${bold(hostNames(group.map(([host]) => host)))}  ${endText(first)}`,
    ...first.begun.changes.map(({ role, what, why }) => `    ${dim(role)}  ${what}  ${dim(`(${shortDigests(why)})`)}`),
  ]
}

const endText = ({ ended }: HostRun): string => {
  if (ended === undefined) return 'did not end, or is still at work'
  if (ended.result === 'died') return `died, of ${ended.planned} changes`
  const changes = ended.applied === ended.planned ? `${ended.planned}` : `${ended.applied} of ${ended.planned}`
  return `${ended.result}, ${changes} changes${ended.error === undefined ? '' : `: ${ended.error}`}`
}

/** The runs as data for --json. */
export const runData = ({ run, begun, hosts, result }: Run): ResultOf<'history show'> => ({
  run,
  since: begun.at,
  user: begun.user,
  machine: begun.machine,
  command: begun.command,
  release: begun.release,
  result,
  hosts: [...hosts].map(
    ([
      host,
      {
        begun: { changes },
        ended,
      },
    ]) => ({
      host,
      result: ended?.result ?? 'unfinished',
      applied: ended?.applied ?? 0,
      changes,
      ...(ended === undefined ? {} : { ended: ended.at }),
      ...(ended?.error === undefined ? {} : { error: ended.error }),
    }),
  ),
})
