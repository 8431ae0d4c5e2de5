import { expect, it } from 'vitest'
import {
  formatReference,
  parseReference,
  versionOf,
} from '../../../../../src/daemons/follower/images/names/reference.ts'

const hex = 'a'.repeat(64)

it.each([
  ['busybox', { repository: 'busybox' }],
  ['busybox:1.36', { repository: 'busybox', tag: '1.36' }],
  ['library/busybox', { repository: 'library/busybox' }],
  ['quay.io/org/app:v1', { registry: 'quay.io', repository: 'org/app', tag: 'v1' }],
  ['localhost/app', { registry: 'localhost', repository: 'app' }],
  ['localhost:5000/app', { registry: 'localhost:5000', repository: 'app' }],
  ['127.0.0.1:5000/a/b/c:x', { registry: '127.0.0.1:5000', repository: 'a/b/c', tag: 'x' }],
  ['[::1]:5000/app', { registry: '[::1]:5000', repository: 'app' }],
  [`app@sha256:${hex}`, { repository: 'app', digest: `sha256:${hex}` }],
  [`r.example/app:v2@sha256:${hex}`, { registry: 'r.example', repository: 'app', tag: 'v2', digest: `sha256:${hex}` }],
  ['a.b_c__d-e--f', { repository: 'a.b_c__d-e--f' }],
  ['app:Tag_1.2-3', { repository: 'app', tag: 'Tag_1.2-3' }],
])('reads %s', (name, reference) => {
  expect(parseReference(name)).toEqual(reference)
})

it.each([
  '',
  ':tag',
  'App',
  'a//b',
  '/app',
  'app/',
  '../app',
  'a/../b',
  'a/./b',
  'app:',
  'app:-x',
  `app:${'t'.repeat(129)}`,
  'app@sha256:abc',
  'app@md5:abc',
  `app@sha256:${hex}@sha256:${hex}`,
  'ho st.example/app',
  'user@host.example/app',
  'a.b/../c',
  '-x.example/app',
  'app\n',
  'app\0',
  'x'.repeat(256),
  'a__-b',
  'host.example:999999/app',
])('refuses %j', name => {
  expect(parseReference(name)).toEqual({ problem: expect.stringContaining('is no name of an image') })
})

it.each([
  ['busybox', 'busybox:latest', 'latest'],
  ['localhost:5000/a:b', 'localhost:5000/a:b', 'b'],
  [`a@sha256:${hex}`, `a@sha256:${hex}`, `sha256:${hex}`],
  [`a:b@sha256:${hex}`, `a:b@sha256:${hex}`, `sha256:${hex}`],
])('%s means %s', (name, whole, version) => {
  const reference = parseReference(name)
  if ('problem' in reference) throw new Error(reference.problem)
  expect(formatReference(reference)).toBe(whole)
  expect(versionOf(reference)).toBe(version)
})
