import type { FlagSpec } from './flag-spec.ts'

const WIDTH = 34

/** The text of `--help`. */
export const flagHelp = (program: string, table: readonly FlagSpec[]): string => {
  const lines = table
    .filter(({ refused }) => refused === undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(helpLine)
  const own = [`${'  --help'.padEnd(WIDTH)}This text`, `${'  --version'.padEnd(WIDTH)}The version`]
  return [
    `Usage: ${program} [--name=value …]`,
    '',
    'Every flag can also be given as MESOS_NAME in the environment; the command line wins.',
    '',
    ...lines,
    ...own,
    '',
  ].join('\n')
}

const helpLine = (spec: FlagSpec): string => {
  const form = `  ${spec.type === 'boolean' ? `--[no-]${spec.name}` : `--${spec.name}=${spec.type.toUpperCase()}`}`
  const notes = [
    spec.default === undefined ? '' : `default: ${spec.default}`,
    spec.required ? 'required' : '',
    spec.aliases ? `also: ${spec.aliases.map(alias => `--${alias}`).join(', ')}` : '',
  ].filter(note => note !== '')
  const text = notes.length === 0 ? spec.meaning : `${spec.meaning} (${notes.join('; ')})`
  return form.length < WIDTH - 1 ? `${form.padEnd(WIDTH)}${text}` : `${form}\n${' '.repeat(WIDTH)}${text}`
}
