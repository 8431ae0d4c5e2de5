import { expect, it } from 'vitest'
import { createDetachKeys } from '../../src/tasks/detach-keys.ts'

it.each([
  [['abc'], 'abc', false],
  [['\x10\x11'], '', true],
  [['a\x10', '\x11b'], 'a', true],
  [['\x10x'], '\x10x', false],
  [['\x10', '\x10\x11'], '\x10', true],
  [['\x11\x10\x10x'], '\x11\x10\x10x', false],
  [['\x10'], '', false],
])('of %j passes %j; left: %s', (typed, passed, left) => {
  const keys = createDetachKeys()
  const taken = typed.map(text => keys.take(Buffer.from(text)))
  expect(Buffer.concat(taken.map(({ pass }) => pass)).toString()).toBe(passed)
  expect(taken.some(({ detach }) => detach)).toBe(left)
})
