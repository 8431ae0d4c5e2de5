import { describe, expect, it } from 'vitest'
import {
  compileOfferConstraints,
  offerConstraintsProblem,
  type Place,
} from '../../../../../src/daemons/master/allocator/constraints/compile.ts'
import type {
  AttributeConstraintPredicate,
  AttributeConstraintSelector,
} from '../../../../../src/mesos/messages/scheduler.ts'

const limits = { maxMem: 4096, maxProgramSize: 100 }
const constraints = (...groups: [AttributeConstraintSelector, AttributeConstraintPredicate][][]) => ({
  role_constraints: {
    a: {
      groups: groups.map(group => ({
        attribute_constraints: group.map(([selector, predicate]) => ({ selector, predicate })),
      })),
    },
  },
})
const passes = (given: ReturnType<typeof constraints>, place: Place): boolean => {
  const compiled = compileOfferConstraints(given, limits)
  if ('problem' in compiled) throw new Error(compiled.problem)
  return compiled.get('a')!(place)
}

const rack = { attribute_name: 'rack' }
const text = (value: string): Place => ({
  hostname: 'h1.example',
  region: 'eu',
  zone: 'eu-1',
  attributes: [
    { name: 'other', type: 'TEXT', text: { value: 'x' } },
    { name: 'rack', type: 'TEXT', text: { value } },
  ],
})
const scalar: Place = { hostname: 'h2', attributes: [{ name: 'rack', type: 'SCALAR', scalar: { value: 1 } }] }
const bare: Place = { hostname: 'h3' }

describe('predicates', () => {
  it.each<[string, AttributeConstraintPredicate, boolean, boolean, boolean, boolean]>([
    // name, predicate, on r1, on r2, on a number, on nothing
    ['exists', { exists: {} }, true, true, true, false],
    ['not_exists', { not_exists: {} }, false, false, false, true],
    ['text_equals', { text_equals: { value: 'r1' } }, true, false, true, false],
    ['text_not_equals', { text_not_equals: { value: 'r1' } }, false, true, true, true],
    ['text_matches', { text_matches: { regex: 'r[1]' } }, true, false, true, false],
    ['text_matches is of the whole', { text_matches: { regex: '1' } }, false, false, true, false],
    ['text_not_matches', { text_not_matches: { regex: 'r[1]' } }, false, true, true, true],
  ])('%s', (_, predicate, one, two, number, nothing) => {
    const given = constraints([[rack, predicate]])
    expect([text('r1'), text('r2'), scalar, bare].map(place => passes(given, place))).toEqual([
      one,
      two,
      number,
      nothing,
    ])
  })

  it.each<[AttributeConstraintSelector['pseudoattribute_type'], string, boolean]>([
    ['HOSTNAME', 'h1.example', false],
    ['REGION', 'eu', false],
    ['ZONE', 'eu-1', false],
  ])('%s', (pseudoattribute_type, value, without) => {
    const given = constraints([[{ pseudoattribute_type }, { text_equals: { value } }]])
    expect(passes(given, text('r1'))).toBe(true)
    expect(passes(given, bare)).toBe(without)
  })
})

describe('groups', () => {
  const both = constraints(
    [
      [rack, { text_equals: { value: 'r1' } }],
      [{ attribute_name: 'other' }, { text_equals: { value: 'x' } }],
    ],
    [[{ pseudoattribute_type: 'HOSTNAME' }, { text_equals: { value: 'h3' } }]],
  )
  it('all of one group, or all of another', () => {
    expect(passes(both, text('r1'))).toBe(true)
    expect(passes(both, text('r2'))).toBe(false)
    expect(passes(both, bare)).toBe(true)
  })
  it('other roles take every agent', () => {
    const compiled = compileOfferConstraints(both, limits)
    expect('problem' in compiled || compiled.get('b')).toBe(undefined)
  })
})

describe('what is refused', () => {
  const matching = (regex: string) => constraints([[rack, { text_matches: { regex } }]])
  it.each<[string, ReturnType<typeof constraints>, RegExp]>([
    ['no group', constraints(), /role 'a': there is no group/],
    ['an empty group', constraints([]), /a group holds no constraint/],
    ['no selector', constraints([[{}, { exists: {} }]]), /names neither/],
    [
      'an unknown pseudo-attribute',
      constraints([[{ pseudoattribute_type: 'UNKNOWN' }, { exists: {} }]]),
      /names neither/,
    ],
    ['no predicate', constraints([[rack, {}]]), /no known kind/],
    ['no regex', matching('('), /regex '\(' is not valid/],
    ['backreferences', matching('(a)\\1'), /not valid/],
    ['lookahead', matching('(?=a)'), /not valid/],
    ['a large program', matching('a{101}'), /more than the 100 instructions/],
    ['a much larger one', matching('(x{100}){9}'.repeat(100)), /too complex/],
    ['a long text', matching('x'.repeat(5000)), /too complex/],
    ['a bad one after a good one', constraints([[rack, { exists: {} }]], [[rack, {}]]), /no known kind/],
  ])('%s', (_, given, problem) => {
    expect(offerConstraintsProblem(given, limits)).toMatch(problem)
  })

  it('no memory for it', () => {
    const regex = '192.168.(1[0-9]|3[4-7]|[1-9]|4[2-9]|[1-4][0-9]|5[3-8]|20[4-7]|53[0-5]).1'
    expect(offerConstraintsProblem(matching(regex), limits)).toBe(undefined)
    expect(offerConstraintsProblem(matching(regex), { ...limits, maxMem: 500 })).toMatch(/too complex/)
  })

  it('nothing, when there are none', () => {
    expect(offerConstraintsProblem(undefined, limits)).toBe(undefined)
    expect(offerConstraintsProblem({}, limits)).toBe(undefined)
  })
})

it.each(['(a*)*b', '(a|a)*b', '(.*)(.*)(.*)(.*)x'])('%s takes no time on a long text', regex => {
  const place = text('a'.repeat(100_000))
  expect(passes(constraints([[rack, { text_matches: { regex } }]]), place)).toBe(false)
})
