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
