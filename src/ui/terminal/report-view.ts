import { changeText } from '../../provisioning/model/change-text.ts'
import type { HostReport } from '../../provisioning/run/judge.ts'
import { hostNames } from './host-names.ts'
import type { Palette } from './palette.ts'
import { table } from './table.ts'

/** From this many hosts on, those that ended alike share a row. */
const manyHosts = 12

/** How a run ended, a row a host. PURE. */
export const reportLines = (reports: readonly HostReport[], { bold, green, red, yellow }: Palette): string[] => {
  const rows = reports.map(report => ({ ...report, cells: cellsOf(report) }))
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

const cellsOf = ({ result, applied, planned, change, error, why }: HostReport): [string, string] => {
  const changes = applied === planned ? String(applied) : `${applied} of ${planned}`
  if (result === 'done') return [changes, planned === 0 ? 'nothing to change' : 'done']
  if (result === 'held') return [changes, `held back: ${why}`]
  const at = change === undefined ? '' : ` at: ${changeText(change)}`
  return [changes, at === '' && error !== undefined ? `${result}: ${firstLine(error.message)}` : `${result}${at}`]
}

const firstLine = (text: string) => text.split('\n')[0]!
