import { closest } from './closest.ts'
import { readCommandLine } from './flag-command-line.ts'
import { flagHelp } from './flag-help.ts'
import type { FlagSpec, FlagValues, GivenFlag, ParsedFlags } from './flag-spec.ts'
import { readFlagValue, showFlagValue } from './flag-value.ts'

export type { FlagSpec, FlagType, FlagValues, ParsedFlags } from './flag-spec.ts'

export interface FlagSources {
  /** What follows the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** For `file://` values; throws where the file can't be read. */
  readonly readFile: (path: string) => string
  /** For the help. */
  readonly program: string
}

/**
 * Reads flags by Mesos' rules (3rdparty/stout flags.hpp): `--name=value`, `--[no-]boolean`, MESOS_NAME, the command line
 * over the environment; a flag unknown on the command line is a problem, an unknown variable is not.
 */
export const parseFlags = <const T extends readonly FlagSpec[]>(table: T, sources: FlagSources): ParsedFlags<T> => {
  const byName = new Map(table.flatMap(spec => [spec.name, ...(spec.aliases ?? [])].map(name => [name, spec] as const)))
  const line = readCommandLine(sources.argv, byName, name => suggestion(name, byName))
  if (line.asks === 'help') return { kind: 'help', text: flagHelp(sources.program, table) }
  if (line.asks === 'version') return { kind: 'version' }

  const problems = [...line.problems]
  const fromEnv = oneEach(readEnvironment(sources.env, byName), problems)
  const fromLine = oneEach(line.given, problems)
  const given = new Map([...fromEnv, ...fromLine])
  return finish(table, given, sources, problems)
}

const suggestion = (name: string, byName: ReadonlyMap<string, FlagSpec>) => {
  const near = closest(name, [...byName.keys()])
  return near === undefined ? '' : `; did you mean --${near}?`
}

const readEnvironment = (env: FlagSources['env'], byName: ReadonlyMap<string, FlagSpec>): GivenFlag[] =>
  Object.entries(env).flatMap(([variable, text]) => {
    const used = variable.startsWith('MESOS_') ? variable.slice('MESOS_'.length).toLowerCase() : ''
    const spec = byName.get(used)
    return spec === undefined || text === undefined ? [] : [{ spec, used, text, written: variable }]
  })

/** The same flag twice in one source, be it by an alias, is a problem. */
const oneEach = (all: readonly GivenFlag[], problems: string[]): Map<string, GivenFlag> => {
  const seen = new Map<string, GivenFlag>()
  for (const flag of all) {
    const other = seen.get(flag.spec.name)
    if (other === undefined) seen.set(flag.spec.name, flag)
    else if (other.written === flag.written) problems.push(`${flag.written} is given twice`)
    else problems.push(`${other.written} and ${flag.written} are the same flag, give only one of them`)
  }
  return seen
}

const finish = <const T extends readonly FlagSpec[]>(
  table: T,
  given: ReadonlyMap<string, GivenFlag>,
  sources: FlagSources,
  problems: string[],
): ParsedFlags<T> => {
  const values: Record<string, unknown> = {}
  const shown: Record<string, string> = {}
  for (const spec of table) {
    const flag = given.get(spec.name)
    const text = flag?.text ?? spec.default
    if (flag !== undefined && spec.refused !== undefined)
      problems.push(`${flag.written} is not supported: ${spec.refused}`)
    else if (text !== undefined) {
      const read = readFlagValue(spec, text, sources.readFile)
      if ('problem' in read) problems.push(`${flag?.written ?? `--${spec.name}`}: ${read.problem}`)
      else {
        values[spec.name] = read.value
        shown[flag?.used ?? spec.name] = showFlagValue(spec, read.value)
      }
    } else if (spec.required)
      problems.push(`--${spec.name} (MESOS_${spec.name.toUpperCase()}) is required: ${spec.meaning}`)
  }
  if (problems.length > 0) return { kind: 'problems', problems }
  const warnings = [...given.values()]
    .filter(({ spec, used }) => used !== spec.name)
    .map(({ spec, written }) => `${written} is deprecated, use --${spec.name}`)
  const sorted = Object.fromEntries(Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { kind: 'values', values: values as FlagValues<T>, shown: sorted, warnings, given: new Set(given.keys()) }
}
