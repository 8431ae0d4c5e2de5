import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Target } from '../../../src/transport/connection.ts'
import { jumpTarget, type Login, loginFor } from '../../../src/transport/ssh/config.ts'
import { readConfig } from '../../../src/transport/ssh/config-files.ts'

const around = { home: '/home/ann', localUser: 'ann', agentSocket: '/agent' }
const login = (config: string, target: Partial<Target> = {}): Login =>
  loginFor({ host: 'h1', kind: 'ssh', ...target }, config, around)

describe('loginFor', () => {
  it('without any configuration', () =>
    expect(login('')).toEqual({
      address: 'h1',
      port: 22,
      user: 'ann',
      privateKeyFile: undefined,
      identityFiles: ['/home/ann/.ssh/id_ed25519', '/home/ann/.ssh/id_ecdsa', '/home/ann/.ssh/id_rsa'],
      identitiesOnly: false,
      agentSocket: '/agent',
      password: undefined,
      knownAs: 'h1',
      knownHostsFiles: ['/home/ann/.ssh/known_hosts', '/home/ann/.ssh/known_hosts2', '/etc/ssh/ssh_known_hosts'],
      jumps: [],
    }))

  it.each<[string, string, Partial<Target>, Partial<Login>]>([
    [
      'names',
      'Host h1\n HostName 10.0.0.1\n Port 2222\n User bob',
      {},
      { address: '10.0.0.1', port: 2222, user: 'bob' },
    ],
    ['the inventory wins', 'Host *\n Port 2222\n User bob', { port: 22, user: 'eve' }, { port: 22, user: 'eve' }],
    ['blocks of others beside it', 'Host a\n User x\nHost h1 b\n User y\nHost *\n Port 3', {}, { user: 'y', port: 3 }],
    ['a block for all but it', 'Host * !h1\n User x\nHost h?\n Port 3', {}, { user: 'ann', port: 3 }],
    ['quoted names', 'Host "b" "h1"\n User y', {}, { user: 'y' }],
    ['ansible_host is looked up', 'Host alias\n HostName 10.0.0.2', { address: 'alias' }, { address: '10.0.0.2' }],
    ['the first value counts', 'Host h*\n Port 1\nHost *\n Port 2', {}, { port: 1 }],
    ['negation', 'Host * !h1\n Port 7', {}, { port: 22 }],
    ['names in any case', 'host h1\n hostname A\n PORT 9', {}, { address: 'A', port: 9, knownAs: 'a' }],
    [
      'several keys, with tokens',
      'IdentityFile ~/a\nIdentityFile %d/%r/b',
      { user: 'u' },
      { identityFiles: ['/home/ann/a', '/home/ann/u/b'] },
    ],
    ['a jump chain', 'Host h1\n ProxyJump a,bob@b:23', {}, { jumps: ['a', 'bob@b:23'] }],
    ['no jump', 'Host h1\n ProxyJump none', {}, { jumps: [] }],
    ['no agent', 'IdentityAgent none', {}, { agentSocket: undefined }],
    ['known by another name', 'HostKeyAlias Front', {}, { knownAs: 'front' }],
    [
      'known_hosts files',
      'UserKnownHostsFile ~/k1 /k2',
      {},
      { knownHostsFiles: ['/home/ann/k1', '/k2', '/etc/ssh/ssh_known_hosts'] },
    ],
  ])('%s', (_name, config, target, expected) => expect(login(config, target)).toMatchObject(expected))

  it('refuses a port that is none', () =>
    expect(() => login('Port 70000')).toThrow(expect.objectContaining({ code: 'ssh.config_invalid' })))
})

it.each<[string, Partial<Target>]>([
  ['gate', { host: 'gate' }],
  ['bob@gate:2022', { host: 'gate', user: 'bob', port: 2022 }],
  ['ssh://bob@gate:2022', { host: 'gate', user: 'bob', port: 2022 }],
  ['[fe80::1]:22', { host: 'fe80::1', port: 22 }],
])('ProxyJump %s', (jump, expected) => expect(jumpTarget(jump)).toMatchObject(expected))

it.each(['a:b:c', '', 'a:0', 'bob@'])('ProxyJump %j is refused', jump =>
  expect(() => jumpTarget(jump)).toThrow(expect.objectContaining({ code: 'ssh.config_invalid' })),
)

it('Include puts in the files of a pattern, and a circle ends', () => {
  const home = mkdtempSync(join(tmpdir(), 'mantl-config-'))
  mkdirSync(join(home, '.ssh/d'), { recursive: true })
  const file = join(home, '.ssh/config')
  writeFileSync(file, 'Include d/*\nHost *\n Port 3\n')
  writeFileSync(join(home, '.ssh/d/one'), 'Host h1\n User x\n')
  writeFileSync(join(home, '.ssh/d/two'), 'Include ~/.ssh/d/two\nHost h2\n User y\n')
  expect(login(readConfig(file, home))).toMatchObject({ user: 'x', port: 3 })
  expect(readConfig(join(home, 'none'), home)).toBe('')
  rmSync(home, { recursive: true })
})
