import { expect, it } from 'vitest'
import { createPalette } from '../../../src/ui/terminal/palette.ts'
import { problemLines } from '../../../src/ui/terminal/problem-view.ts'

it('a problem a line: how bad it is, said once, where, what, and what helps', () => {
  const place = { file: 'c.yml', line: 3, column: 5 }
  expect(
    problemLines(
      [
        { severity: 'warning', message: '2 leaders', place },
        { severity: 'error', message: 'no such variable', hint: 'did you mean x?', place },
      ],
      createPalette(false),
    ),
  ).toEqual(['warning: c.yml:3:5: 2 leaders', 'error: c.yml:3:5: no such variable (did you mean x?)'])
})
