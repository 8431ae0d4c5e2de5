import { type DescribedHost, type GroupTree, sourceText } from '../../inventory/describe.ts'
import type { Palette } from './palette.ts'
import { table } from './table.ts'

/** A tree of groups and hosts, as ansible-inventory --graph draws it. PURE. */
export const graphLines = ({ group, hosts, children }: GroupTree, palette: Palette, depth = 0): string[] => {
  const indent = depth === 0 ? '' : `${'  |'.repeat(depth)}--`
  const below = `${'  |'.repeat(depth + 1)}--`
  return [
    `${indent}${palette.bold(`@${group}:`)}`,
    ...children.flatMap(child => graphLines(child, palette, depth + 1)),
    ...hosts.map(host => `${below}${host}`),
  ]
}

/** One host's variables with where they come from. PURE. */
export const hostLines = ({ host, groups, variables }: DescribedHost, { bold, dim, red }: Palette): string[] => {
  const shown = variables.filter(({ from, problem }) => from.kind !== 'unset' || problem !== undefined)
  const lines = table(
    ['VARIABLE', 'VALUE', 'FROM'],
    shown.map(variable => [variable.name, valueText(variable), sourceText(variable)]),
    { most: 32 },
  )
  const [header = '', ...rows] = lines
  const paint = (index: number) => {
    const { from, problem } = shown[index]!
    return problem !== undefined ? red : from.kind === 'default' ? dim : (text: string) => text
  }
  return [`${bold(host)}  ${dim(groups.join(', '))}`, bold(header), ...rows.map((row, index) => paint(index)(row))]
}

const valueText = ({ value, problem }: DescribedHost['variables'][number]): string => {
  if (problem !== undefined) return `! ${problem}`
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
