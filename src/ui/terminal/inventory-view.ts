import { type DescribedHost, type GroupTree, sourceText } from '../../inventory/describe.ts'
import { hostNames } from '../../inventory/host-names.ts'
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

/** Many hosts on one page: their groups, what all have in common, and who differs in what. Defaults that hold everywhere are left out. PURE. */
export const hostsSummary = (hosts: readonly DescribedHost[], { bold, dim }: Palette): string[] => {
  const names = [...new Set(hosts.flatMap(({ variables }) => variables.map(({ name }) => name)))]
  const seen = names.map(name => ({ name, values: valuesOf(name, hosts) }))
  const common = seen.filter(({ values }) => values.length === 1 && values[0]!.from !== 'default')
  const differing = seen.filter(({ values }) => values.length > 1)
  const part = (header: readonly string[], rows: readonly (readonly string[])[]) => {
    const [first = '', ...rest] = table(header, rows, { most: 32 })
    return rows.length === 0 ? [] : ['', bold(first), ...rest]
  }
  return [
    bold(`${hosts.length} hosts`),
    ...part(['GROUP', 'HOSTS'], groupRows(hosts)),
    ...part(
      ['THE SAME ON ALL', 'VALUE', 'FROM'],
      common.map(({ name, values: [only] }) => [name, only!.text, only!.from]),
    ),
    ...part(
      ['WHERE THEY DIFFER', 'VALUE', 'ON'],
      differing.flatMap(({ name, values }) => differenceRows(name, values)),
    ),
    '',
    dim('all of one: mantl inventory show HOST; --json has all of all'),
  ]
}

interface SharedValue {
  readonly text: string
  readonly from: string
  readonly hosts: readonly string[]
}

/** The values that a variable has, the most frequent first; none where no host has it. */
const valuesOf = (name: string, hosts: readonly DescribedHost[]): readonly SharedValue[] => {
  const found = hosts.map(({ host, variables }) => {
    const variable = variables.find(one => one.name === name)
    const isSet = variable !== undefined && (variable.from.kind !== 'unset' || variable.problem !== undefined)
    return isSet
      ? { host, text: valueText(variable), from: sourceText(variable) }
      : { host, text: '(not set)', from: 'default' }
  })
  if (found.every(({ text }) => text === '(not set)')) return []
  // of secrets only the place tells whether they are the same
  return [...Map.groupBy(found, ({ text, from }) => (text.includes('(secret)') ? `${text} ${from}` : text)).values()]
    .map(all => ({ text: all[0]!.text, from: all[0]!.from, hosts: all.map(({ host }) => host) }))
    .sort((a, b) => b.hosts.length - a.hosts.length)
}

const groupRows = (hosts: readonly DescribedHost[]): string[][] =>
  [...new Set(hosts.flatMap(({ groups }) => groups))]
    .filter(group => group !== 'all')
    .map(group => [group, hostNames(hosts.filter(({ groups }) => groups.includes(group)).map(({ host }) => host))])

const fewValues = 4

/** A variable that each host has a value of its own for is one line. */
const differenceRows = (name: string, values: readonly SharedValue[]): string[][] => {
  const shown = values.length > fewValues ? values.slice(0, 1) : values
  const more = values.length - shown.length
  return [
    ...shown.map(({ text, hosts }, index) => [index === 0 ? name : '', text, hostNames(hosts)]),
    ...(more === 0 ? [] : [['', `and ${more} more values`, '']]),
  ]
}

const valueText = ({ value, problem }: DescribedHost['variables'][number]): string => {
  if (problem !== undefined) return `! ${problem}`
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
