import type { Value, ValueRange } from '../messages/basics.ts'
import { coalesce } from './ranges.ts'
import { fromThousandths, toThousandths } from './scalar.ts'

/** `offset`: index into the text at which the trouble begins. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string; readonly offset: number }

/**
 * The text grammar that resources and attributes share: `2.5` SCALAR, `[a-b, c-d]` RANGES, `{x, y}` SET, anything else TEXT (a
 * negative or infinite number too). Spaces never count.
 */
export const parseValue = (text: string): Parsed<Value> => {
  const compact = text.replace(/\s/g, '')
  const start = Math.max(0, text.search(/\S/))
  if (compact === '') return { problem: 'the value is empty', offset: start }
  if (compact.startsWith('[')) return parseRanges(text, compact, start)
  if (compact.startsWith('{')) return parseSet(compact, start)
  if (/^\d+\.?\d*(e[+-]?\d+)?$|^\.\d+$/i.test(compact) && Number.isFinite(Number(compact))) {
    return { value: { type: 'SCALAR', scalar: { value: fromThousandths(toThousandths(Number(compact))) } } }
  }
  return { value: { type: 'TEXT', text: { value: compact } } }
}

const parseRanges = (text: string, compact: string, start: number): Parsed<Value> => {
  if (!compact.endsWith(']')) return { problem: `'${compact}' lacks its closing ]`, offset: start }
  const range: ValueRange[] = []
  for (const part of compact.slice(1, -1).split(',').filter(Boolean)) {
    const bounds = /^(\d+)-(\d+)$/.exec(part)
    const [begin, end] = [Number(bounds?.[1]), Number(bounds?.[2])]
    const offset = Math.max(start, text.indexOf(part))
    if (!bounds) return { problem: `'${part}' is not a range begin-end`, offset }
    if (begin > end) return { problem: `range ${part} ends before it begins`, offset }
    if (!Number.isSafeInteger(end)) return { problem: `range ${part} is too large`, offset }
    range.push({ begin, end })
  }
  return { value: { type: 'RANGES', ranges: { range: coalesce(range) } } }
}

const parseSet = (compact: string, start: number): Parsed<Value> => {
  if (!compact.endsWith('}')) return { problem: `'${compact}' lacks its closing }`, offset: start }
  const item = [...new Set(compact.slice(1, -1).split(',').filter(Boolean))]
  const odd = item.find(name => /[{}[\]]/.test(name))
  if (odd) return { problem: `'${odd}' cannot be an item of a set`, offset: start }
  return { value: { type: 'SET', set: { item } } }
}
