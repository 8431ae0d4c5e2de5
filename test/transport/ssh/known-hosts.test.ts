import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  fingerprint,
  judge,
  keyType,
  knownName,
  knownTypes,
  parseKnownHosts,
} from '../../../src/transport/ssh/known-hosts.ts'

/** A blob as on the wire: a type with its length, and something. */
const blob = (type: string, rest: string): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(type.length)
  return Buffer.concat([head, Buffer.from(type + rest)])
}
const ours = blob('ssh-ed25519', 'ours')
const other = blob('ssh-ed25519', 'other')
const rsa = blob('ssh-rsa', 'rsa')
const text = (key: Buffer): string => `${keyType(key)} ${key.toString('base64')}`
const hashed = (name: string): string => {
  const salt = Buffer.from('twenty bytes of salt')
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

describe('judge', () => {
  it.each<[string, string, string, object]>([
    ['plain', `h1 ${text(ours)}`, 'h1', { kind: 'known' }],
    ['with a comment', `h1 ${text(ours)} me@here`, 'h1', { kind: 'known' }],
    ['one of several names', `a,h1,b ${text(ours)}`, 'h1', { kind: 'known' }],
    ['one of several keys', `h1 ${text(other)}\nh1 ${text(ours)}`, 'h1', { kind: 'known' }],
    ['a name in capitals', `H1 ${text(ours)}`, 'h1', { kind: 'known' }],
    ['a pattern', `*.example ${text(ours)}`, 'a.example', { kind: 'known' }],
    ['a dot is no wildcard', `a.b ${text(ours)}`, 'axb', { kind: 'unknown' }],
    ['a negated pattern', `*,!h1 ${text(ours)}`, 'h1', { kind: 'unknown' }],
    ['with a port', `[h1]:2222 ${text(ours)}`, '[h1]:2222', { kind: 'known' }],
    ['another port', `h1 ${text(ours)}`, '[h1]:2222', { kind: 'unknown' }],
    ['hashed', `${hashed('h1')} ${text(ours)}`, 'h1', { kind: 'known' }],
    ['hashed with a port', `${hashed('[h1]:9')} ${text(ours)}`, '[h1]:9', { kind: 'known' }],
    ['hashed, another', `${hashed('h2')} ${text(ours)}`, 'h1', { kind: 'unknown' }],
    ['nothing', '', 'h1', { kind: 'unknown' }],
    ['a comment', `# h1 ${text(ours)}`, 'h1', { kind: 'unknown' }],
    ['rubbish', `h1\nh1 ssh-ed25519\n\x00\xff`, 'h1', { kind: 'unknown' }],
    ['changed', `\n# x\nh1 ${text(other)}`, 'h1', { kind: 'changed', places: ['f:3'] }],
    ['another type only', `h1 ${text(rsa)}`, 'h1', { kind: 'changed', places: ['f:1'] }],
    ['revoked, though known', `h1 ${text(ours)}\n@revoked * ${text(ours)}`, 'h1', { kind: 'revoked', places: ['f:2'] }],
    ['another one revoked', `h1 ${text(ours)}\n@revoked * ${text(other)}`, 'h1', { kind: 'known' }],
    ['an authority', `@cert-authority * ${text(other)}`, 'h1', { kind: 'authority', places: ['f:1'] }],
    ['an authority and the key', `@cert-authority * ${text(other)}\nh1 ${text(ours)}`, 'h1', { kind: 'known' }],
  ])('%s', (_name, file, name, verdict) => expect(judge(parseKnownHosts(file, 'f'), name, ours)).toEqual(verdict))
})

it('names the types that are known for a host', () =>
  expect(knownTypes(parseKnownHosts(`h1 ${text(rsa)}\nh1 ${text(ours)}\nh2 ${text(other)}`, 'f'), 'h1')).toEqual([
    'ssh-rsa',
    'ssh-ed25519',
  ]))

it.each([
  [22, 'h1'],
  [2222, '[h1]:2222'],
])('port %i is written %s', (port, name) => expect(knownName('h1', port)).toBe(name))

it('a fingerprint as ssh prints it', () => {
  // GitHub publishes its ed25519 key and this fingerprint.
  const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64')
  expect(fingerprint(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU')
  expect(keyType(key)).toBe('ssh-ed25519')
})

it('a key of three bytes has no type', () => expect(keyType(new Uint8Array(3))).toBe(''))
