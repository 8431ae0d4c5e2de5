import { formatBytes, parseBytes } from './bytes.ts'
import { formatDuration, parseDuration } from './duration.ts'
import type { FlagSpec, FlagType } from './flag-spec.ts'

type Read = { readonly value: unknown } | { readonly problem: string }

const FILE = 'file://'

/** The typed value of one flag. `file://path` stands for the file's content, but for paths, which keep it. */
export const readFlagValue = (spec: FlagSpec, text: string, readFile: (path: string) => string): Read => {
  if (spec.type === 'path') return { value: text }
  const bareFile = spec.type === 'json' && text.startsWith('/')
  if (!bareFile && !text.startsWith(FILE)) return readers[spec.type](text)
  const path = bareFile ? text : text.slice(FILE.length)
  try {
    return readers[spec.type](readFile(path).replace(/\r?\n$/, ''))
  } catch (error) {
    return { problem: `can't read ${path}: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** As `/flags` shows it. */
export const showFlagValue = (spec: FlagSpec, value: unknown): string => {
  if (spec.secret) return '***'
  if (spec.type === 'duration') return formatDuration(value as number)
  if (spec.type === 'bytes') return formatBytes(value as number)
  return spec.type === 'json' ? JSON.stringify(value) : String(value).replace(zooKeeperPassword, '$1***@')
}

/** What is shown is read by anybody who may see /flags. */
const zooKeeperPassword = /^(zk:\/\/[^:/@]*:).*@/

const orProblem = (value: unknown, text: string, expected: string): Read =>
  value === undefined ? { problem: `'${text}' is not ${expected}` } : { value }

const booleans: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false }

const readNumber = (text: string, pattern: RegExp) => (pattern.test(text) ? Number(text) : undefined)

const readers: Readonly<Record<FlagType, (text: string) => Read>> = {
  string: text => ({ value: text }),
  path: text => ({ value: text }),
  boolean: text => orProblem(Object.hasOwn(booleans, text) ? booleans[text] : undefined, text, 'true, 1, false or 0'),
  integer: text => orProblem(readNumber(text, /^[+-]?\d{1,15}$/), text, 'an integer'),
  double: text => orProblem(readNumber(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i), text, 'a number'),
  duration: text => orProblem(parseDuration(text), text, 'a duration such as 15secs, 1.5mins or 2weeks'),
  bytes: text => orProblem(parseBytes(text), text, 'a size such as 512MB or 2GB'),
  json: text => {
    try {
      return { value: JSON.parse(text) }
    } catch (error) {
      return { problem: `not JSON: ${(error as Error).message}` }
    }
  },
}
