import { expect, it } from 'vitest'
import { createPrefixer } from '../../../src/ui/terminal/prefixed-lines.ts'

const prefixed = (...chunks: (string | Uint8Array)[]) => {
  const prefixer = createPrefixer('a | ')
  return chunks.map(chunk => prefixer.push(Buffer.from(chunk as string))).join('') + prefixer.end()
}

it.each([
  { chunks: ['one\ntwo\n'], lines: 'a | one\na | two\n' },
  { chunks: ['o', 'ne\n', '\ntw', 'o'], lines: 'a | one\na | \na | two\n' },
  { chunks: [], lines: '' },
  { chunks: [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)], lines: 'a | é\n' },
])('$chunks', ({ chunks, lines }) => {
  expect(prefixed(...chunks)).toBe(lines)
})

it('cuts a line that does not end', () => {
  expect(prefixed('x'.repeat(70_000), 'y')).toBe(`a | ${'x'.repeat(70_000)}\na | y\n`)
})
