import { stripVTControlCharacters } from 'node:util'
import { MantlError } from '../errors.ts'
import { didYouMean, nearestName } from '../inventory/did-you-mean.ts'

/** The command whose line was wrong: its id with spaces, its flags' names, and whether anything may follow. */
export interface CommandFacts {
  readonly id: string
  readonly flags: readonly string[]
  /** Takes whatever follows: a command to run. */
  readonly open: boolean
}

/** What oclif's parser attaches to its errors; each kind has one of these. */
interface ParserError {
  readonly message: string
  readonly flags?: readonly string[]
  readonly args?: readonly unknown[]
  readonly oclif?: { readonly exit?: number }
  readonly parse?: unknown
  readonly constructor: { readonly name: string }
}

/** Any error as one of ours: usage errors of oclif in our words, what nobody foresaw as `internal`. */
export const toMantlError = (error: unknown, command?: CommandFacts): MantlError => {
  if (error instanceof MantlError) return isFromFlag(error) ? inFlag(error) : error
  const parser = error as ParserError
  if (parser?.oclif === undefined) return internal(error)
  const describe = kinds[parser.constructor.name]
  const { code, message, hint } = describe?.(parser, command) ?? {
    code: 'usage.flag',
    message: oneLine(parser.message),
  }
  return new MantlError(code, message, { hint: hint ?? seeHelp(command), cause: error })
}

interface Described {
  readonly code: string
  readonly message: string
  readonly hint?: string
}

const kinds: Readonly<Record<string, (error: ParserError, command?: CommandFacts) => Described>> = {
  NonExistentFlagsError: ({ flags = [] }, command) => ({
    code: 'usage.unknown_flag',
    message: `there is no flag ${flags.join(', ')}`,
    hint: flagHint(flags[0] ?? '', command),
  }),
  RequiredArgsError: ({ args = [] }, command) => {
    const [{ name, description }] = args as [{ name: string; description?: string }]
    return {
      code: 'usage.missing_argument',
      message: `${name.toUpperCase()} is missing: ${description ?? 'an argument'}`,
      hint: seeHelp(command),
    }
  },
  UnexpectedArgsError: ({ args = [] }) => ({
    code: 'usage.unexpected_argument',
    message: `${args.join(' ')} is one argument too many`,
  }),
  ArgInvalidOptionError: error => ({ code: 'usage.unexpected_argument', ...noneOf(error) }),
  FlagInvalidOptionError: error => ({ code: 'usage.flag', ...noneOf(error) }),
  FailedFlagValidationError: error => ({ code: 'usage.flags', message: reasonsOf(error) }),
  ViolatedFlagConstraintError: error => ({ code: 'usage.flags', message: reasonsOf(error) }),
}

const flagHint = (typed: string, command: CommandFacts | undefined): string | undefined => {
  if (command === undefined) return undefined
  const nearest = nearestName(typed.replace(/^-+/, ''), command.flags)
  if (nearest !== undefined && typed.startsWith('--')) return `did you mean --${nearest}?`
  return command.open ? 'flags of the command to run go behind --' : seeHelp(command)
}

const seeHelp = (command: CommandFacts | undefined) =>
  command === undefined ? '`mantl help` lists the commands' : `\`mantl help ${command.id}\` explains`

/** Words of ours that a flag's own check threw: oclif writes its own around them. */
const isFromFlag = ({ message }: MantlError) => message.startsWith('Parsing --')

const inFlag = (error: MantlError) => {
  const { code, hint, retryable, cause } = error
  return new MantlError(code, oneLine(error.message), { ...(hint === undefined ? {} : { hint }), retryable, cause })
}

const reasonsOf = ({ message }: ParserError) =>
  oneLine(message.replace(/^The following errors? occurred:\s*/, '')).replace(
    /^Missing required flag (\S+)$/,
    '--$1 is missing',
  )

/** `Expected ksh to be one of: bash, zsh` → `ksh is none of bash, zsh`, and the one that may have been meant. */
const noneOf = (error: ParserError): { readonly message: string; readonly hint?: string } => {
  const message = oneLine(error.message)
  const [, typed = '', options = ''] = /^Expected (.*) to be one of: (.*)$/.exec(message) ?? []
  if (options === '') return { message }
  const hint = didYouMean(typed.replace(/^--.*=/, ''), options.split(', '))
  return { message: `${typed} is none of ${options}`, ...(hint === undefined ? {} : { hint }) }
}

/** `Parsing --count \n\tExpected …\nSee more help with --help` → `--count: expected …`; of our own words, just these. */
const oneLine = (message: string): string =>
  stripVTControlCharacters(message)
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^Parsing --\S+\s+(?=--)/, '')
    .replace(/^Parsing (--\S+)\s+(.)/, (_, flag: string, first: string) => `${flag}: ${first.toLowerCase()}`)
    .replace(/^Flag (--\S+)/, '$1')
    .replace(/\s*\n\s*/g, ' ')
    .trim()

const internal = (cause: unknown) =>
  new MantlError('internal', `mantl itself failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
    hint: '-v shows where; this is a fault of ours, please report it',
    cause,
  })
