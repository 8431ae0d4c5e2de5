import { expect, it } from 'vitest'
import { coloursWanted } from '../../../src/ui/terminal/colours.ts'

it.each([
  ['a terminal', true, {}, true],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal with NO_COLOR empty, which says nothing', true, { NO_COLOR: '' }, true],
  ['a terminal that is dumb', true, { TERM: 'dumb' }, false],
  ['a pipe', undefined, {}, false],
])('%s', (_, isTTY, env, wanted) => {
  expect(coloursWanted({ ...(isTTY && { isTTY }) }, env)).toBe(wanted)
})
