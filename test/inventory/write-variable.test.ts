import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { Secret } from '../../src/inventory/secret.ts'
import { loadInventory } from '../../src/inventory/sources/load.ts'
import { encryptVault } from '../../src/inventory/sources/vault.ts'
import { writeVariable } from '../../src/inventory/sources/write-variable.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-inventory-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const vaultPasswords = [{ password: new Secret('p') }]
const put = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
const set = async (inventory: string, value: { text: string } | { ciphertext: string } = { text: 'new' }) => {
  const load = () => loadInventory(join(folder, inventory), { vaultPasswords })
  const written = await writeVariable(await load(), 'mesos_follower_secret', value, vaultPasswords)
  const after = await load()
  const secrets = [...after.hosts.keys()].map(host => resolveHost(after, host).mesos_follower_secret?.reveal())
  return { files: written.map(file => file.slice(folder.length + 1)), secrets }
}
const yaml = 'all:\n  hosts: { a: , b: }\n'

it.each<[string, Record<string, string>, string, string[]]>([
  ['nowhere yet: the inventory itself', { 'h.yml': yaml }, 'h.yml', ['h.yml']],
  ['nowhere yet, an INI file: group_vars', { h: 'a\nb\n' }, 'h', ['group_vars/all.yml']],
  [
    'nowhere yet, group_vars exist',
    { 'h.yml': yaml, 'group_vars/all.yaml': 'x: 1 # kept\n' },
    'h.yml',
    ['group_vars/all.yaml'],
  ],
  [
    'nowhere yet, a folder of variables',
    { 'h.yml': yaml, 'group_vars/all/10.yml': 'x: 1\n' },
    'h.yml',
    ['group_vars/all/10.yml'],
  ],
  ['in a folder of inventories', { 'i/h': 'a\nb\n' }, 'i', ['i/group_vars/all.yml']],
  [
    'in the inventory',
    { 'h.yml': `${yaml}  vars: { mesos_follower_secret: old }\n`, 'group_vars/all.yml': 'x: 1' },
    'h.yml',
    ['h.yml'],
  ],
  [
    'at two places: both',
    { 'h.yml': `${yaml}  vars: { mesos_follower_secret: old }\n`, 'host_vars/a.yml': 'mesos_follower_secret: older\n' },
    'h.yml',
    ['h.yml', 'host_vars/a.yml'],
  ],
  [
    'in a file that is encrypted as a whole',
    { 'h.yml': yaml, 'group_vars/all.yml': encryptVault('mesos_follower_secret: old\n', vaultPasswords[0]!) },
    'h.yml',
    ['group_vars/all.yml'],
  ],
])('%s', async (_, files, inventory, written) => {
  put(files)
  expect(await set(inventory)).toEqual({ files: written, secrets: ['new', 'new'] })
  for (const [name, text] of Object.entries(files)) {
    const after = readFileSync(join(folder, name), 'utf8')
    expect(after.startsWith('$ANSIBLE_VAULT')).toBe(text.startsWith('$ANSIBLE_VAULT'))
    if (text.includes('# kept')) expect(after).toContain('# kept')
  }
})

it('encrypted it stands there as ciphertext', async () => {
  put({ 'h.yml': yaml })
  expect((await set('h.yml', { ciphertext: encryptVault('new', vaultPasswords[0]!) })).secrets).toEqual(['new', 'new'])
  expect(readFileSync(join(folder, 'h.yml'), 'utf8')).toMatch(
    /mesos_follower_secret: !vault \|\n +\$ANSIBLE_VAULT;1.1;AES256/,
  )
})

it('a file that is made is its owner’s alone, one that exists keeps its mode', async () => {
  put({ h: 'a\n', 'i.yml': yaml })
  await set('h')
  await set('i.yml')
  expect([
    statSync(join(folder, 'group_vars/all.yml')).mode & 0o777,
    statSync(join(folder, 'i.yml')).mode & 0o777,
  ]).toEqual([0o600, 0o644])
})

it('a host’s own line of an INI file is not edited, and nothing else either', async () => {
  put({ h: 'a mesos_follower_secret=x\nb\n', 'group_vars/all.yml': 'mesos_follower_secret: y\n' })
  await expect(set('h')).rejects.toMatchObject({
    code: 'inventory.not-editable',
    hint: expect.stringContaining('host_vars/a.yml'),
  })
  expect(readFileSync(join(folder, 'group_vars/all.yml'), 'utf8')).toBe('mesos_follower_secret: y\n')
})
