import { z } from 'zod'
import { Secret } from './secret.ts'

/**
 * The types that variables have. Each reads what YAML gives as well as what `-e name=value` and INI give (text), and
 * says in its message what it wants. `describe` is the type's name in documents.
 */

const yes = ['yes', 'true', 'on', '1', 'y', 't']
const no = ['no', 'false', 'off', '0', 'n', 'f']

export const flag = z
  .unknown()
  .transform((value, context) => {
    const word = String(value).toLowerCase()
    if (typeof value === 'boolean') return value
    if (yes.includes(word)) return true
    if (no.includes(word)) return false
    context.addIssue('must be true or false')
    return z.NEVER
  })
  .describe('true or false')

export const whole = (least: number, most: number, name: string) =>
  z
    .unknown()
    .transform((value, context) => {
      const number = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value
      if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number
      context.addIssue(`must be a whole number from ${least} to ${most}`)
      return z.NEVER
    })
    .describe(name)

export const port = whole(1, 65_535, 'port')

/** Text; numbers are taken as they are written, for `mesos_cluster: 7` means "7". */
export const text = z
  .unknown()
  .transform((value, context) => {
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string' && value.trim() !== '' && !/[\r\n\0]/.test(value)) return value
    context.addIssue(value instanceof Secret ? 'must be plain text, not a vault value' : 'must be one line of text')
    return z.NEVER
  })
  .describe('text')

export const matching = (pattern: RegExp, wanted: string, name: string) =>
  text.refine(value => pattern.test(value), `must be ${wanted}`).describe(name)

export const folder = matching(/^\/[^\s:]*$/, 'an absolute path without spaces', 'absolute path')

export const oneOf = <const Word extends string>(...words: Word[]) =>
  z.enum(words, { error: `must be ${wordList(words)}` }).describe(words.join(' | '))

/** Numbers are refused: YAML reads 0123 as 83, and a secret must arrive as it was written. One final newline is dropped. */
export const secret = z
  .unknown()
  .transform((value, context) => {
    const written = value instanceof Secret ? value.reveal() : value
    const kept = typeof written === 'string' ? written.replace(/\r?\n$/, '') : ''
    if (kept !== '' && !/[\r\n\0]/.test(kept)) return new Secret(kept)
    context.addIssue(typeof written === 'number' ? 'must be text: put it in quotes' : 'must be one line of text')
    return z.NEVER
  })
  .describe('secret')

/** A list of texts, or one text with `;` between the parts, as Mesos' own flags take them. Read as the flags' text. */
export const semicolonList = z
  .unknown()
  .transform((value, context) => {
    const parts = Array.isArray(value) ? value : [value]
    if (parts.every(part => typeof part === 'string' && part.trim() !== '')) return parts.join(';')
    context.addIssue('must be a list of texts, or one text with ; between its parts')
    return z.NEVER
  })
  .describe('list of text')

export const credentials = z
  .array(z.strictObject({ principal: text, secret }, { error: 'must be { principal, secret }' }), {
    error: 'must be a list of { principal, secret }',
  })
  .describe('list of { principal, secret }')

/** More flags of a daemon, as text: lists and mappings become JSON, as flags of type JSON take it. */
export const flags = z
  .unknown()
  .transform((value, context): Readonly<Record<string, string | Secret>> => {
    const given = value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Secret)
    const texts = given ? Object.entries(value).map(([name, one]) => [name, flagText(one)] as const) : []
    const bad = given ? texts.find(([name, text]) => !/^[a-z][a-z0-9_]*$/.test(name) || text === undefined) : ['']
    if (bad === undefined) return Object.fromEntries(texts) as Record<string, string | Secret>
    context.addIssue(
      bad[0] === '' ? 'must be a mapping of flags to values' : `${bad[0]} is no flag with a value of one line`,
    )
    return z.NEVER
  })
  .describe('mapping of flags')

/** Names with a value of one line each. */
export const settings = z
  .unknown()
  .transform((value, context): Readonly<Record<string, string>> => {
    const given =
      value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined
    const bad = given?.find(([name, one]) => !/^[\w.*/-]+$/.test(name) || typeof flagText(one) !== 'string')
    if (given !== undefined && bad === undefined)
      return Object.fromEntries(given.map(([name, one]) => [name, String(one)]))
    context.addIssue(
      bad === undefined
        ? 'must be a mapping of settings to values'
        : `${bad[0]} is no setting with a value of one line`,
    )
    return z.NEVER
  })
  .describe('mapping of settings')

/**
 * Limits of users as pam_limits has them, by name. A session whose limit the kernel refuses (nofile above fs.nr_open), or that leaves no room for
 * a shell, is one that nobody gets into any more.
 */
export const limits = settings
  .refine(
    given => Object.entries(given).every(([name, value]) => limitValues[name]?.(value)),
    'must be of nofile (1024 to 1048576), nproc (256 or more, or unlimited), memlock (KiB, or unlimited)',
  )
  .describe('mapping of settings')

const isUnlimited = (value: string) => value === 'unlimited'
const isWhole = (value: string, least: number, most: number) =>
  /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most

const limitValues: Readonly<Record<string, (value: string) => boolean>> = {
  nofile: value => isWhole(value, 1024, 1_048_576),
  nproc: value => isUnlimited(value) || isWhole(value, 256, 4_194_304),
  memlock: value => isUnlimited(value) || isWhole(value, 64, Number.MAX_SAFE_INTEGER),
}

/** A number or a range, as nftables writes it. */
const portRange = z.unknown().transform((value, context) => {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(String(value)) ?? []
  if (Number(first) >= 1 && Number(last) >= Number(first) && Number(last) <= 65_535) return String(value)
  context.addIssue('must be a port or a range such as 8000-8100')
  return z.NEVER
})

export const ports = z.array(portRange, { error: 'must be a list of ports' }).describe('list of ports')

const flagText = (value: unknown): string | Secret | undefined => {
  if (value instanceof Secret) return value
  if (typeof value === 'string') return /[\r\n\0]/.test(value) ? undefined : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return value === null || value === undefined ? undefined : JSON.stringify(value)
}

const wordList = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
