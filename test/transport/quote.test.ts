import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { quote, quoteArgv, quoteExport, quotePrintf } from '../../src/transport/quote.ts'

describe('quote', () => {
  const cases: [string, string][] = [
    ['plain-word_1.txt', 'plain-word_1.txt'],
    ['/usr/bin/a,b:c@d%e+f', '/usr/bin/a,b:c@d%e+f'],
    ['', "''"],
    ['two words', "'two words'"],
    ["it's", "'it'\\''s'"],
    ['a=b', "'a=b'"],
    ['~', "'~'"],
    ['$HOME `id` "x" \\', `'$HOME \`id\` "x" \\'`],
    ['line\nbreak', "'line\nbreak'"],
  ]
  it.each(cases)('%j is %s', (text, quoted) => expect(quote(text)).toBe(quoted))

  it('refuses NUL', () => expect(() => quote('a\0b')).toThrow(expect.objectContaining({ code: 'command.malformed' })))
})

describe('quoteArgv', () => {
  it.each<[readonly string[], string]>([
    [['ls', '-l', 'a b'], "'ls' -l 'a b'"],
    [['if', 'then'], "'if' then"],
    [['FOO=bar'], "'FOO=bar'"],
  ])('%j', (argv, text) => expect(quoteArgv(argv)).toBe(text))

  it.each([[[]], [['']]])('refuses %j, which names no program', argv =>
    expect(() => quoteArgv(argv)).toThrow(expect.objectContaining({ code: 'command.malformed' })),
  )
})

describe('with a real sh', () => {
  const sh = (text: string): Buffer => execFileSync('sh', ['-c', text])
  /** A fixed sequence (Lehmer), so that a failure can be repeated. */
  const random = (seed: number) => () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff

  it('gives back every word of 400 random ones', () => {
    const next = random(42)
    const alphabet = [...` '"\\$\`!*?[]{}()<>|&;#~=%^-\n\tazAZ09éü漢😀`]
    const word = (): string =>
      Array.from({ length: next() * 12 }, () => alphabet[Math.floor(next() * alphabet.length)]).join('')
    const words = Array.from({ length: 400 }, word)
    expect(sh(`printf '%s\\0' ${words.map(quote).join(' ')}`).toString()).toBe(words.map(text => `${text}\0`).join(''))
  })

  it('prints all bytes, singly and in random order', () => {
    const next = random(7)
    const bytes = Buffer.from([...Array(256).keys(), ...Array.from({ length: 5000 }, () => Math.floor(next() * 256))])
    expect(sh(`printf ${quotePrintf(bytes)}`).equals(bytes)).toBe(true)
  })

  it.each(['-n', '--', '%s', '\\n', '', "'"])('prints %j as it stands', text =>
    expect(sh(`printf ${quotePrintf(Buffer.from(text))}`).toString()).toBe(text),
  )

  it('exports values untouched', () =>
    expect(sh(`${quoteExport('A_1', "x $HOME 'y'")}; printenv A_1`).toString()).toBe("x $HOME 'y'\n"))
})

it.each(['', '1A', 'A-B', 'A=B', 'A;id'])('no variable is called %j', name =>
  expect(() => quoteExport(name, 'x')).toThrow(expect.objectContaining({ code: 'command.malformed' })),
)
