import { expect, test } from 'vitest'
import { problemText } from '../../src/inventory/problem.ts'
import { readFiles } from '../../src/inventory/read-files.ts'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { Secret } from '../../src/inventory/secret.ts'
import { setVariable } from '../../src/inventory/set-variable.ts'
import { decryptVault, encryptVault } from '../../src/inventory/sources/vault.ts'
import { vaultOpener } from '../../src/inventory/sources/vault-passwords.ts'
import { validate } from '../../src/inventory/validate.ts'
import { noGrammar } from './inventory-of.ts'

/** Made by ansible-vault of ansible-core 2.14.18 from the text s3cret and the password pw. */
const byAnsible = `$ANSIBLE_VAULT;1.1;AES256
31343063333730643764343730353330623037393864666235333464336130323034646432396466
6638663765333937353831326336336438613834643038660a373464316335383866666138666135
39663530643634636431343261613330366537303632613764386530346336373561346262323461
3764336139616666370a313138623564633837323834393861663866636664353236396232323362
6238
`
const byAnsibleWithId = `$ANSIBLE_VAULT;1.2;AES256;prod
32303437343562666337623138303937663263343261623165653131376531613062626262663536
3662663562323933356131373635356565316533376234390a333334336635666661613639663162
36373830336437663264323865623731643930653633323535346566623231653037643230316261
6366666337316632650a656530613364333238313164386161313233623733653935346435326537
3965
`

const password = new Secret('pw')
const wrong = new Secret('no')

test.each([
  ['version 1.1', byAnsible],
  ['version 1.2 with an id', byAnsibleWithId],
  ['indented, as in a block of YAML', byAnsible.replace(/^/gm, '    ')],
  ['with CRLF', byAnsible.replaceAll('\n', '\r\n')],
])('what ansible-vault wrote is opened: %s', (_name, envelope) => {
  expect(decryptVault(envelope, [{ password: wrong }, { id: 'prod', password }]).reveal()).toBe('s3cret')
})

test.each([
  ['a wrong password', byAnsible, 'vault.wrong-password'],
  ['a changed byte', byAnsible.replace(/\d\n$/, digit => (digit[0] === '1' ? '2\n' : '1\n')), 'vault.'],
  ['half of it', byAnsible.slice(0, 150), 'vault.malformed'],
  ['no header', byAnsible.slice(30), 'vault.malformed'],
  ['another cipher', byAnsible.replace('AES256', 'AES512'), 'vault.malformed'],
  ['another version', byAnsible.replace('1.1', '1.0'), 'vault.malformed'],
])('%s is refused', (name, envelope, code) => {
  const passwords = [{ password: name === 'a wrong password' ? wrong : password }]
  expect(() => decryptVault(envelope, passwords)).toThrow(
    expect.objectContaining({ code: expect.stringContaining(code) }),
  )
})

test.each(['', 'x', 'sixteen bytes !!', 'grüße\n', 'y'.repeat(5000)])('%j comes back as it was', text => {
  const envelope = encryptVault(text, { id: 'prod', password })
  expect(envelope.split('\n')[0]).toBe('$ANSIBLE_VAULT;1.2;AES256;prod')
  expect(
    Math.max(
      ...envelope
        .split('\n')
        .slice(1)
        .map(line => line.length),
    ),
  ).toBeLessThanOrEqual(80)
  expect(decryptVault(envelope, [{ password }]).reveal()).toBe(text)
})

test('the same salt gives the same text, byte for byte as ansible-vault', () => {
  const hex = byAnsible.trim().split('\n').slice(1).join('')
  const [salt = ''] = Buffer.from(hex, 'hex').toString().split('\n')
  expect(encryptVault('s3cret', { password }, Buffer.from(salt, 'hex')).trim()).toBe(byAnsible.trim())
})

const inventory = setVariable('all: {hosts: {h: {mesos_mode: mixed}}}', ['all', 'vars'], 'mesos_follower_secret', {
  ciphertext: byAnsible,
})
const read = (texts: Record<string, string>, passwords = [{ password }]) =>
  readFiles({
    file: 'i.yml',
    files: Object.entries(texts).map(([file, text]) =>
      file === 'i.yml' ? { role: 'inventory', file, text } : { role: 'group-variables', of: 'all', file, text },
    ),
    open: vaultOpener(passwords),
  })

test('a !vault value is a secret', () => {
  expect(resolveHost(read({ 'i.yml': inventory }), 'h').mesos_follower_secret?.reveal()).toBe('s3cret')
})

test('a file encrypted as a whole gives secrets, and its ports and users are usable', () => {
  const text = 'ansible_password: hunter2\nansible_user: admin\nmesos_leader_port: 6000\nmesos_cluster: c\n'
  const vars = resolveHost(read({ 'i.yml': inventory, 'group_vars/all.yml': encryptVault(text, { password }) }), 'h')
  expect(vars.connection.password?.reveal()).toBe('hunter2')
  expect([vars.connection.user, vars.mesos_leader_port, vars.mesos_cluster]).toEqual(['admin', 6000, 'c'])
})

test.each([
  ['no password', [], 'error: this is encrypted with ansible-vault and no vault password was given'],
  ['a wrong one', [{ password: wrong }], 'error: none of the vault passwords opens this value'],
])('with %s the place of the value is told', (_name, passwords, message) => {
  const files = { 'i.yml': inventory, 'group_vars/all.yml': encryptVault('a: 1', { password }) }
  const problems = validate(read(files, passwords), noGrammar).map(problemText)
  expect(problems).toEqual([
    expect.stringContaining(`group_vars/all.yml:1:1: ${message}`),
    expect.stringMatching(new RegExp(`^i.yml:\\d+:\\d+: ${message}`)),
  ])
})

test("a sealed value of the user's own does not matter until it is used", () => {
  const own = inventory.replace('mesos_follower_secret', 'own')
  expect(validate(read({ 'i.yml': own }, []), noGrammar)).toEqual([])
})
