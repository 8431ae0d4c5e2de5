import { expect, it } from 'vitest'
import { credentialFor, parseDockerConfig } from '../../../../../src/daemons/follower/images/registry/credentials.ts'

const auth = Buffer.from('user:pa:ss').toString('base64')
const user = { username: 'user', password: 'pa:ss' }

const known = (value: unknown) => {
  const config = parseDockerConfig(value)
  if ('problem' in config) throw new Error(config.problem)
  return config
}

it.each([
  ['r.example', { auths: { 'r.example': { auth } } }, user],
  ['r.example', { auths: { 'https://r.example/v2/': { auth } } }, user],
  ['r.example:5000', { auths: { 'r.example': { auth } } }, undefined],
  ['r.example', { auths: { 'r.example.evil': { auth } } }, undefined],
  ['registry-1.docker.io', { auths: { 'https://index.docker.io/v1/': { auth } } }, user],
  ['docker.io', { auths: { 'docker.io': { auth } } }, user],
  ['r.example', { 'r.example': { auth } }, user],
  ['r.example', { auths: { 'r.example': { username: 'user', password: 'pa:ss' } } }, user],
  ['r.example', { auths: { 'r.example': { identitytoken: 'T' } } }, { username: '', password: '', identityToken: 'T' }],
  ['r.example', { auths: { 'r.example': { email: 'x' } } }, undefined],
  ['r.example', { credsStore: 'pass' }, undefined],
  ['r.example', {}, undefined],
])('for %s of %j', (host, config, credential) => {
  expect(credentialFor(known(config), host)).toEqual(credential)
})

it.each([[[]], ['text'], [null], [{ auths: 7 }], [{ auths: { a: { auth: 7 } } }]])('refuses %j', value => {
  expect(parseDockerConfig(value)).toEqual({ problem: expect.stringContaining('no docker config.json') })
})

it.each([['not base64!'], [Buffer.from('no colon').toString('base64')]])(
  'refuses the entry %s without showing it',
  bad => {
    const config = parseDockerConfig({ auths: { 'r.example': { auth: bad } } })
    expect(config).toEqual({ problem: 'the entry of r.example is not base64 of user:password' })
  },
)
