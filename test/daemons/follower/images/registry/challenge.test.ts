import { expect, it } from 'vitest'
import { parseChallenge } from '../../../../../src/daemons/follower/images/registry/challenge.ts'

const realm = 'https://auth.example/token'

it.each([
  [
    `Bearer realm="${realm}",service="r.example",scope="repository:a/b:pull"`,
    { kind: 'bearer', realm, service: 'r.example', scope: 'repository:a/b:pull' },
  ],
  [
    `bearer realm="${realm}", scope="repository:a:pull,push"`,
    { kind: 'bearer', realm, scope: 'repository:a:pull,push' },
  ],
  [`Bearer service=x , realm=${realm}`, { kind: 'bearer', realm, service: 'x' }],
  ['Basic realm="Registry"', { kind: 'basic' }],
  ['basic', { kind: 'basic' }],
  [`Negotiate, Basic realm="x"`, { kind: 'basic' }],
  [`Bearer realm="no url", Basic realm="x"`, { kind: 'basic' }],
  [`Bearer realm="${realm}",service="a\\"b"`, { kind: 'bearer', realm, service: 'a"b' }],
  ['Digest realm="x"', undefined],
  ['', undefined],
  ['Bearer', undefined],
])('%s', (header, challenge) => {
  expect(parseChallenge(header)).toEqual(challenge)
})
