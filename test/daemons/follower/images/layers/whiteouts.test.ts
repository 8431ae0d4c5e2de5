import { expect, it } from 'vitest'
import { insideName, meaningOf } from '../../../../../src/daemons/follower/images/layers/whiteouts.ts'

it.each([
  ['a/b', 'a/b'],
  ['./a//b/', 'a/b'],
  ['/etc/passwd', 'etc/passwd'],
  ['///a', 'a'],
  ['./', ''],
  ['.', ''],
  ['a/./b', 'a/b'],
  ['..a/b..', '..a/b..'],
])('the name %s is %s', (name, inside) => {
  expect(insideName(name)).toBe(inside)
})

it.each(['..', '../x', 'a/../../x', '/..', 'a/..', './..', 'a\0b'])('the name %j leads out', name => {
  expect(() => insideName(name)).toThrow(expect.objectContaining({ code: 'follower.image' }))
})

it.each([
  ['etc/passwd', { kind: 'plain', name: 'etc/passwd' }],
  ['a/b.wh.c', { kind: 'plain', name: 'a/b.wh.c' }],
  ['.wh.a', { kind: 'hides', name: 'a' }],
  ['etc/.wh.passwd', { kind: 'hides', name: 'etc/passwd' }],
  ['etc/.wh..hidden', { kind: 'hides', name: 'etc/.hidden' }],
  ['etc/.wh..wh..opq', { kind: 'opaque', folder: 'etc' }],
  ['.wh..wh..opq', { kind: 'opaque', folder: '' }],
  ['.wh..wh.plnk/7.9', { kind: 'ignored' }],
  ['a/.wh..wh.aufs', { kind: 'ignored' }],
])('%s means %j', (name, meaning) => {
  expect(meaningOf(name)).toEqual(meaning)
})

it.each(['.wh.', 'a/.wh..', 'a/.wh...', '.wh.a/b', 'a/.wh.b/c/d', '.wh.x/.wh..wh..opq'])('%s is refused', name => {
  expect(() => meaningOf(name)).toThrow(expect.objectContaining({ code: 'follower.image' }))
})
