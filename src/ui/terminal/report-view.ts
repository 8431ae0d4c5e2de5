import { hostNames, manyHosts } from '../../inventory/host-names.ts'
import { changeText } from '../../provisioning/model/change-text.ts'
import type { StayingFolders } from '../../provisioning/run/destroy.ts'
import type { HostReport } from '../../provisioning/run/judge.ts'
import type { Palette } from './palette.ts'
import { table } from './table.ts'

/** What is shown first. */
const order: readonly HostReport['result'][] = ['failed', 'unreachable', 'locked', 'held', 'interrupted', 'done']

/** How a run ended, a row a host, or where there are many a row for those that ended alike; those that did not do well first. PURE. */
export const reportLines = (reports: readonly HostReport[], { bold, green, red, yellow }: Palette): string[] => {
  const rows = reports
    .map(report => ({ ...report, cells: cellsOf(report) }))
    .sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result))
  const groups = [
    ...Map.groupBy(rows, ({ host, cells }) => (reports.length < manyHosts ? host : cells.join('\n'))).values(),
  ]
  const [header = '', ...lines] = table(
    ['HOST', 'CHANGES', 'RESULT'],
    groups.map(group => [hostNames(group.map(({ host }) => host)), ...group[0]!.cells]),
    { right: [1] },
  )
  const paint = { done: green, failed: red, unreachable: red, locked: red, held: yellow, interrupted: yellow }
  return [bold(header), ...lines.map((line, index) => paint[groups[index]![0]!.result](line))]
}

/** Hosts that could not be looked at, said before the others are changed: what became of them is said at the end. PURE. */
export const leftOutLines = (looked: readonly HostReport[], { yellow }: Palette): string[] =>
  [...Map.groupBy(looked, ({ result }) => result)]
    .filter(([result]) => result !== 'done')
    .map(([result, reports]) => `${yellow('left out')}: ${hostNames(reports.map(({ host }) => host))}  (${result})`)

/** Folders that a removal leaves on hosts; hosts with the same are named together. PURE. */
export const stayingLines = (folders: readonly StayingFolders[], { yellow }: Palette): string[] =>
  [...Map.groupBy(folders, ({ paths }) => paths.join(', '))].map(
    ([paths, group]) =>
      `${yellow('stays')} on ${hostNames(group.map(({ host }) => host))}: ${paths}  (something that mantl did not make is in it)`,
  )

/** The error itself is said below the table, of each host that has one. */
const cellsOf = ({ result, applied, planned, change, why }: HostReport): [string, string] => {
  const changes = applied === planned ? String(applied) : `${applied} of ${planned}`
  if (result === 'done') return [changes, planned === 0 ? 'nothing to change' : 'done']
  if (result === 'held') return [changes, `held back: ${why}`]
  return [changes, change === undefined ? result : `${result} at: ${changeText(change)}`]
}
