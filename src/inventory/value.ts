import type { Place } from './problem.ts'
import { Secret } from './secret.ts'

/**
 * A variable's value with the place of each of its parts.
 * scalar: `verbatim` text is never a template (!unsafe); `inline` text stands in its file exactly as here, so that an
 * offset in it is an offset in the line. sealed: vault ciphertext that no given password opens; `why` says so.
 */
export type Value =
  | {
      readonly kind: 'scalar'
      readonly data: Scalar
      readonly place: Place
      readonly verbatim?: true
      readonly inline?: true
    }
  | { readonly kind: 'secret'; readonly secret: Secret; readonly place: Place }
  | { readonly kind: 'sealed'; readonly why: string; readonly hint?: string; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly place: Place }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Value>; readonly place: Place }

export type Scalar = string | number | boolean | null

/** A value without places, as schemas and roles read it. */
export type Plain = Scalar | Secret | readonly Plain[] | { readonly [key: string]: Plain }

/** Variables of one file or one mapping, with the place of each name. */
export type Variables = ReadonlyMap<string, Variable>
export type Variable = { readonly name: string; readonly namePlace: Place; readonly value: Value }

export const toPlain = (value: Value): Plain => {
  switch (value.kind) {
    case 'scalar':
      return value.data
    case 'secret':
      return value.secret
    case 'sealed':
      return null
    case 'list':
      return value.items.map(toPlain)
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, toPlain(entry)]))
  }
}

/** The other way round: everything in it gets one place. */
export const fromPlain = (plain: Plain, place: Place): Value => {
  if (plain instanceof Secret) return { kind: 'secret', secret: plain, place }
  if (Array.isArray(plain)) return { kind: 'list', items: plain.map(item => fromPlain(item, place)), place }
  if (plain !== null && typeof plain === 'object') {
    const entries = Object.entries(plain).map(([key, entry]) => [key, fromPlain(entry as Plain, place)] as const)
    return { kind: 'map', entries: new Map(entries), place }
  }
  return { kind: 'scalar', data: plain as Scalar, place }
}
