import type { Attribute } from '../../../../mesos/messages/basics.ts'
import type { AttributeConstraintPredicate } from '../../../../mesos/messages/scheduler.ts'
import { compileRegex, type RegexLimits } from './regex.ts'

/** What a constraint looks at: an attribute, the text of a pseudo-attribute, or nothing where the agent has none such. */
export type Value = Attribute | string | undefined
export type Predicate = (value: Value) => boolean

type Kind = keyof AttributeConstraintPredicate
type Made = Predicate | { readonly problem: string }
type Maker<K extends Kind> = (given: NonNullable<AttributeConstraintPredicate[K]>, limits: RegexLimits) => Made

/** An attribute that is no text passes every test of texts; one that is absent passes the negative ones. */
const makers: { readonly [K in Kind]-?: Maker<K> } = {
  exists: () => value => value !== undefined,
  not_exists: () => value => value === undefined,
  text_equals: given => onText(text => text === given.value),
  text_not_equals: given => negated(text => text === given.value),
  text_matches: (given, limits) => withRegex(given.regex, limits, onText),
  text_not_matches: (given, limits) => withRegex(given.regex, limits, negated),
}

export const makePredicate = (given: AttributeConstraintPredicate, limits: RegexLimits): Made => {
  for (const kind of Object.keys(makers) as Kind[]) {
    if (given[kind] !== undefined) return (makers[kind] as Maker<Kind>)(given[kind], limits)
  }
  return { problem: 'a predicate is of no known kind' }
}

type Test = (text: string) => boolean

const onText =
  (test: Test): Predicate =>
  value => {
    if (value === undefined) return false
    const text = textOf(value)
    return text === undefined || test(text)
  }

const negated =
  (test: Test): Predicate =>
  value => {
    const text = value === undefined ? undefined : textOf(value)
    return text === undefined || !test(text)
  }

const withRegex = (source: string, limits: RegexLimits, make: (test: Test) => Predicate): Made => {
  const regex = compileRegex(source, limits)
  return 'problem' in regex ? regex : make(regex.matches)
}

const textOf = (value: Attribute | string): string | undefined => {
  if (typeof value === 'string') return value
  return value.type === 'TEXT' ? (value.text?.value ?? '') : undefined
}
