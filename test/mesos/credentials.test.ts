import { describe, expect, it } from 'vitest'
import { parseCredential, parseCredentials, secretsByPrincipal } from '../../src/mesos/credentials.ts'

const two = [
  { principal: 'agent', secret: 's1' },
  { principal: 'ops', secret: 's2' },
]

describe('credentials', () => {
  it.each([
    ['JSON', JSON.stringify({ credentials: two })],
    ['the old text', 'agent s1\nops s2\n'],
    ['the old text with blank lines and tabs', '\n  agent\ts1\n\nops  s2'],
  ])('as %s', (_name, text) => expect(parseCredentials(text, 'f')).toEqual(two))

  it('none are none', () => expect(parseCredentials('', 'f')).toEqual([]))

  it('a principal may have several secrets', () =>
    expect(secretsByPrincipal(parseCredentials('a old\nb x\na new', 'f'))).toEqual(
      new Map([
        ['a', ['old', 'new']],
        ['b', ['x']],
      ]),
    ))

  it.each([
    ['{"credentials":[{"principal":"a","secret":"hush"', 'f: not JSON'],
    ['{"a":"hush"}', "f: expected a list under 'credentials'"],
    ['{"credentials":[{"secret":"hush"}]}', 'f: credentials[0] lacks its principal'],
    ['{"credentials":[{"principal":"a","secret":7}]}', 'f: credentials[0] lacks its secret'],
    ['{"credentials":[null]}', 'f: credentials[0] lacks its principal'],
    ['a hush\nb hush hush', "f:2: expected 'principal secret'"],
    ['a hush\na hush', "f: principal 'a' stands in it twice with the same secret"],
  ])('%j is refused without telling a secret', (text, message) => {
    expect(() => parseCredentials(text, 'f')).toThrow(message)
    try {
      parseCredentials(text, 'f')
    } catch (error) {
      expect(String(error)).not.toContain('hush')
    }
  })
})

describe('one credential', () => {
  it.each(['{"principal":"agent","secret":"s1"}', 'agent s1\n'])('%s', text => {
    expect(parseCredential(text, 'f')).toEqual(two[0])
  })

  it.each([
    ['', 'found 0'],
    ['a s\nb s', 'found 2'],
    ['{"principal":"a"}', 'lacks its secret'],
  ])('%j is refused', (text, message) => expect(() => parseCredential(text, 'f')).toThrow(message))
})
