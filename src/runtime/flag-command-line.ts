import type { FlagSpec, GivenFlag } from './flag-spec.ts'

interface CommandLine {
  readonly asks?: 'help' | 'version'
  readonly given: readonly GivenFlag[]
  readonly problems: readonly string[]
}

/** The flags of a command line, in Mesos' grammar. `suggest` gives the end of the sentence about an unknown flag. */
export const readCommandLine = (
  argv: readonly string[],
  byName: ReadonlyMap<string, FlagSpec>,
  suggest: (name: string) => string,
): CommandLine => {
  const given: GivenFlag[] = []
  const problems: string[] = []
  for (const argument of argv) {
    if (argument === '--') break
    if (argument === '--help' || argument === '-h') return { asks: 'help', given: [], problems: [] }
    if (argument === '--version') return { asks: 'version', given: [], problems: [] }
    const read = readArgument(argument, byName, suggest)
    if (typeof read === 'string') problems.push(read)
    else given.push(read)
  }
  return { given, problems }
}

const readArgument = (
  argument: string,
  byName: ReadonlyMap<string, FlagSpec>,
  suggest: (name: string) => string,
): GivenFlag | string => {
  if (!argument.startsWith('--')) return `unexpected argument '${argument}'; a value follows its flag as --name=value`
  const equals = argument.indexOf('=')
  const written = equals < 0 ? argument : argument.slice(0, equals)
  const name = written.slice(2)
  const spec = byName.get(name)
  const negated = spec === undefined && name.startsWith('no-') ? byName.get(name.slice(3)) : undefined
  if (spec === undefined && negated === undefined) return `unknown flag ${written}${suggest(name)}`
  if (negated !== undefined) return readNegated(negated, written, equals >= 0)
  if (equals >= 0) return { spec: spec!, used: name, text: argument.slice(equals + 1), written }
  return spec!.type === 'boolean' ? { spec: spec!, used: name, text: 'true', written } : `${written} lacks its value`
}

const readNegated = (spec: FlagSpec, written: string, hasValue: boolean): GivenFlag | string => {
  if (spec.type !== 'boolean') return `${written}: only a boolean flag can be negated`
  return hasValue ? `${written} takes no value` : { spec, used: written.slice('--no-'.length), text: 'false', written }
}
