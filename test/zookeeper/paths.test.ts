import { expect, test } from 'vitest'
import { parentOf, pathProblem, underChroot, withoutChroot } from '../../src/zookeeper/paths.ts'

test.each(['/', '/a', '/a/b', '/a.b/..c', '/ä ö', '/zookeeper/quota'])('%s is a path', path =>
  expect(pathProblem(path)).toBeUndefined(),
)

test.each(['', 'a', '/a/', '//', '/a//b', '/a/./b', '/..', '/a\0b', '/a\u0085', '/\u{1f44d}'])('%j is none', path =>
  expect(pathProblem(path)).toBeTypeOf('string'),
)

test.each([
  ['/', '/a', '/a'],
  ['/c', '/', '/c'],
  ['/c', '/a/b', '/c/a/b'],
])('under %s, %s is %s, and back', (chroot, path, full) => {
  expect(underChroot(chroot, path)).toBe(full)
  expect(withoutChroot(chroot, full)).toBe(path)
})

test.each([
  ['/a', '/'],
  ['/a/b', '/a'],
])('%s lies in %s', (path, parent) => expect(parentOf(path)).toBe(parent))
