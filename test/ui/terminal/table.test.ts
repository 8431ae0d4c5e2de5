import { expect, it } from 'vitest'
import { table } from '../../../src/ui/terminal/table.ts'

it('aligns words to the left, numbers to the right, and leaves no space at the end', () => {
  expect(
    table(
      ['NAME', 'N', 'X'],
      [
        ['long name', '1', ''],
        ['é', '100', 'y'],
      ],
      { right: [1] },
    ),
  ).toEqual(['NAME         N  X', 'long name    1', 'é          100  y'])
})

it('a cell longer than most does not push the others aside', () => {
  const rows = [
    ['short', 'y'],
    ['a very long one', 'z'],
  ]
  expect(table(['A', 'B'], rows, { most: 6 })).toEqual(['A      B', 'short  y', 'a very long one  z'])
})
