import { Flags } from '@oclif/core'
import { MantlError } from '../errors.ts'

/** A flag that takes a time as people write it: 30s, 10m, 1.5h, 2d. Its value is in milliseconds. */
export const timeFlag = (name: string, summary: string) =>
  Flags.custom<number>({ summary, helpValue: 'TIME', parse: async text => parseTime(name, text) })()

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds. Throws `usage.time`. */
export const parseTime = (name: string, text: string): number => {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (unit !== '') return Number(number) * units[unit]!
  throw new MantlError('usage.time', `--${name} ${text} is not a time`, {
    hint: `for example --${name} 30s, 10m or 1h`,
  })
}
