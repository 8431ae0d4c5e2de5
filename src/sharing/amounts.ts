import { MantlError } from '../errors.ts'

/** Name of a resource → how much; `none`: no longer any. */
export type Amounts = ReadonlyMap<string, number | 'none'>

/** MB; only of mem and disk. */
const units: Readonly<Record<string, number>> = { MB: 1, GB: 1024, TB: 1024 ** 2 }
const sized = new Set(['mem', 'disk'])

/** PURE. `cpus=2.5`, `mem=4GB`, `disk=none`. Throws `usage.amount`. */
export const readAmounts = (texts: readonly string[]): Amounts => {
  const amounts = new Map<string, number | 'none'>()
  for (const text of texts) {
    const [name, value] = readAmount(text)
    if (amounts.has(name)) throw usage(`${name} is given twice`)
    amounts.set(name, value)
  }
  return amounts
}

const readAmount = (text: string): [string, number | 'none'] => {
  const [, name = '', number = '', unit] = /^([^\s=]+)=(none|\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text) ?? []
  if (name === '') throw usage(`${text} is no amount`)
  if (number === 'none') return [name, 'none']
  if (!unit) return [name, Number(number)]
  const size = sized.has(name) ? units[unit.toUpperCase()] : undefined
  if (size === undefined) throw usage(`${text} has a unit that ${name} does not have`)
  return [name, Number(number) * size]
}

const usage = (message: string) =>
  new MantlError('usage.amount', message, { hint: 'for example cpus=2.5 mem=4GB disk=none; mem and disk are in MB' })

/** PURE. What is not named stays; `none` goes. */
export const changed = (before: Readonly<Record<string, number>>, amounts: Amounts): Record<string, number> => {
  const after = { ...before }
  for (const [name, value] of amounts) {
    if (value === 'none') delete after[name]
    else after[name] = value
  }
  return after
}
