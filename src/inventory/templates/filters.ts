import { Secret } from '../secret.ts'
import type { Plain } from '../value.ts'

/** What a filter makes of a value, or what it wants instead. `default` is not here: it alone sees undefined values. */
export type FilterResult = { readonly value: Plain } | { readonly wrong: string }
type Filter = (value: Plain, values: readonly Plain[]) => FilterResult

export const filters: Readonly<Record<string, Filter>> = {
  join: (value, [between = '']) =>
    Array.isArray(value) ? { value: joinTexts(value, asText(between)) } : { wrong: 'join wants a list' },
  lower: value => ({ value: mapText(value, text => text.toLowerCase()) }),
  upper: value => ({ value: mapText(value, text => text.toUpperCase()) }),
  int: value => ({ value: Math.trunc(Number(revealed(value))) || 0 }),
  length: value => {
    if (Array.isArray(value)) return { value: value.length }
    if (value !== null && typeof value === 'object' && !(value instanceof Secret))
      return { value: Object.keys(value).length }
    return typeof revealed(value) === 'string'
      ? { value: revealed(value)!.toString().length }
      : { wrong: 'length wants text, a list or a mapping' }
  },
}

export const filterNames = ['default', ...Object.keys(filters)]

/** Text of several values after another: secret as soon as one of them is. */
export const joinTexts = (values: readonly Plain[], between = ''): string | Secret => {
  const joined = values.map(value => asText(revealed(value))).join(between)
  return values.some(holdsSecret) ? new Secret(joined) : joined
}

const mapText = (value: Plain, change: (text: string) => string): Plain =>
  value instanceof Secret ? new Secret(change(value.reveal())) : change(asText(value))

const holdsSecret = (value: Plain): boolean =>
  value instanceof Secret || (value !== null && typeof value === 'object' && Object.values(value).some(holdsSecret))

export const revealed = (value: Plain): Plain => {
  if (value instanceof Secret) return value.reveal()
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(revealed)
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, revealed(entry as Plain)]))
}

/** As Ansible prints them in text: True and False with capitals, lists and maps as their literals. */
const asText = (value: Plain): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
