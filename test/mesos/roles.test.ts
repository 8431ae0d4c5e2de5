import { describe, expect, it } from 'vitest'
import { formatAttributes, parseAttributes } from '../../src/mesos/attributes.ts'
import { ancestors, isStrictSubrole, topLevelRole, validateId, validateRole } from '../../src/mesos/roles.ts'

describe('roles', () => {
  it.each(['*', 'a', 'a/b/c', 'a-b', '.a', 'a*'])('%s is fine', role => expect(validateRole(role)).toBeUndefined())
  it.each(['', '/a', 'a/', 'a//b', 'a/.', '..', 'a/*', '-a', 'a/-b', 'a b', 'a\tb', 'a\bb'])('%j is not', role =>
    expect(validateRole(role)).toBeTypeOf('string'),
  )
  it('know their place', () => {
    expect(ancestors('a/b/c')).toEqual(['a/b', 'a'])
    expect(ancestors('a')).toEqual([])
    expect([isStrictSubrole('a/b', 'a'), isStrictSubrole('ab', 'a'), isStrictSubrole('a', 'a')]).toEqual([
      true,
      false,
      false,
    ])
    expect(topLevelRole('a/b/c')).toBe('a')
  })
})

describe('ids', () => {
  it.each(['a', 'a.b', 'é'.repeat(127), '...'])('%s is fine', id => expect(validateId(id)).toBeUndefined())
  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\nb', 'a\x7f', 'é'.repeat(128)])('%j is not', id =>
    expect(validateId(id)).toBeTypeOf('string'),
  )
})

describe('attributes', () => {
  it.each([
    ['rack:r1', 'TEXT', 'rack:r1'],
    ['url:http://a:80', 'TEXT', 'url:http://a:80'],
    ['size:2.5', 'SCALAR', 'size:2.5'],
    ['ports:[1-2, 3-4]', 'RANGES', 'ports:[1-4]'],
    ['n:-3', 'TEXT', 'n:-3'],
    ['n:inf', 'TEXT', 'n:inf'],
    [' a b : c d ', 'TEXT', 'ab:cd'],
  ])('%s is %s', (text, type, again) => {
    const parsed = parseAttributes(text)
    expect(parsed).toMatchObject({ value: [{ type }] })
    expect('value' in parsed && formatAttributes(parsed.value)).toBe(again)
  })
  it('are parted by semicolons and newlines', () =>
    expect(parseAttributes('a:1;b:2\nc:3;')).toMatchObject({ value: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }))
  it.each([
    ['a', 0],
    ['a:1;b', 4],
    [':1', 0],
    ['a:{x}', 2],
    ['a:', 2],
  ])('%s is refused at %i', (text, offset) =>
    expect(parseAttributes(text)).toMatchObject({ problem: expect.any(String), offset }),
  )
})
