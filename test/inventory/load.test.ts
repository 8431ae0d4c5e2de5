import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { problemText } from '../../src/inventory/problem.ts'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { loadInventory } from '../../src/inventory/sources/load.ts'
import { readVaultPassword } from '../../src/inventory/sources/vault-passwords.ts'
import { validate } from '../../src/inventory/validate.ts'
import { parseAttributes } from '../../src/mesos/attributes.ts'
import { parseResources } from '../../src/mesos/resources/parse.ts'

const made: string[] = []
afterEach(() => made.splice(0).map(folder => rmSync(folder, { recursive: true })))

const folderOf = (texts: Record<string, string | Buffer>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'inventory-'))
  made.push(folder)
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

test.each(['laptop', 'cluster'])('the sample %s has no problem', async name => {
  const inventory = await loadInventory(`inventory/${name}.yml`)
  expect(validate(inventory, { parseAttributes, parseResources }).map(problemText)).toEqual([])
})

test('the sample cluster: three leaders with ZooKeeper, two followers', async () => {
  const inventory = await loadInventory('inventory/cluster.yml')
  const hosts = [...inventory.hosts.keys()].map(name => resolveHost(inventory, name))
  expect(
    hosts.map(host => `${host.inventory_hostname} ${host.mantl_address} ${host.mesos_mode} ${host.zookeeper_id}`),
  ).toEqual([
    'node-1 10.10.0.11 leader 1',
    'node-2 10.10.0.12 leader 2',
    'node-3 10.10.0.13 leader 3',
    'node-4 10.10.0.14 follower undefined',
    'node-5 10.10.0.15 follower undefined',
  ])
  expect(new Set(hosts.map(host => host.mesos_zk_hosts))).toEqual(
    new Set(['10.10.0.11:2181,10.10.0.12:2181,10.10.0.13:2181']),
  )
})

const variables = {
  'group_vars/all.yml': 'mesos_cluster: all\nmesos_leader_port: 1\n',
  'group_vars/a/one.yml': 'mesos_leader_port: 2\n',
  'group_vars/a/two': 'mesos_follower_port: 3\n',
  'group_vars/a/skipped.txt': 'mesos_follower_port: 4\n',
  'host_vars/h.example.yaml': 'mesos_zk_port: 5\n',
  'host_vars/h.example.json': '{"mesos_zk_port": 6}',
  'host_vars/.hidden': 'x',
}

test.each([
  ['a file', { hosts: '[a]\nh.example mesos_mode=leader\n' }, 'hosts'],
  [
    'a folder',
    { '1.ini': '[a]\nh.example\n', '2.yml': 'all: {hosts: {h.example: {mesos_mode: leader}}}', 'notes.md': '!' },
    '',
  ],
])('%s with group_vars and host_vars beside it', async (_name, texts, path) => {
  const folder = folderOf({ ...variables, ...texts, 'more.yml': 'mesos_zk_chroot: more\n' })
  if (path === '') rmSync(join(folder, 'more.yml'))
  const inventory = await loadInventory(join(folder, path), {
    extraVariables: ['mesos_zk_dns=x.y', '{"mesos_log_dir": "/l"}'],
  })
  expect(validate(inventory, { parseAttributes, parseResources })).toEqual([])
  expect(resolveHost(inventory, 'h.example')).toMatchObject({
    mesos_cluster: 'all',
    mesos_leader_port: 2,
    mesos_follower_port: 3,
    mesos_zk_port: 5,
    mesos_zk_dns: 'x.y',
    mesos_zk_hosts: 'x.y:5',
    mesos_log_dir: '/l',
  })
})

test('-e @file reads a file', async () => {
  const folder = folderOf({ hosts: 'h\n', 'more.yml': 'mesos_cluster: more\n' })
  const inventory = await loadInventory(join(folder, 'hosts'), { extraVariables: [`@${join(folder, 'more.yml')}`] })
  expect(resolveHost(inventory, 'h').mesos_cluster).toBe('more')
})

test.each<[string, Record<string, string | Buffer>, string]>([
  ['nothing', {}, 'inventory.not-found'],
  ['a program that prints nothing', { i: '#!/bin/sh\necho\n' }, 'inventory.program'],
  ['a program that fails', { i: '#!/bin/sh\necho no >&2; exit 3\n' }, 'inventory.program'],
  ['no text', { i: Buffer.from([0xff, 0xfe, 0x00]) }, 'inventory.unreadable'],
])('%s is refused', async (_name, texts, code) => {
  const folder = folderOf(texts)
  if ('i' in texts) chmodSync(join(folder, 'i'), 0o755)
  await expect(loadInventory(join(folder, 'i'))).rejects.toThrow(expect.objectContaining({ code }))
})

const listing = {
  web: { hosts: ['a', 'b'], vars: { mesos_cluster: 'blue' }, children: [] },
  db: ['c'],
  all: { children: ['web', 'db'] },
}

test.each([
  [
    'with the variables of all hosts',
    `#!/bin/sh\n[ "$1" = --list ] && echo '${JSON.stringify({ ...listing, _meta: { hostvars: { a: { mesos_mode: 'leader' }, d: {} } } })}'`,
    ['a', 'b', 'c', 'd'],
  ],
  [
    'asked for each host',
    `#!/bin/sh\ncase "$1 $2" in "--list ") echo '${JSON.stringify(listing)}';; "--host a") echo '{"mesos_mode": "leader"}';; esac`,
    ['a', 'b', 'c'],
  ],
])('a program, %s, with group_vars beside it', async (_name, script, hosts) => {
  const folder = folderOf({ i: script, 'group_vars/db.yml': 'mesos_cluster: red\n' })
  chmodSync(join(folder, 'i'), 0o755)
  const inventory = await loadInventory(join(folder, 'i'))
  expect([...inventory.hosts.keys()].sort()).toEqual(hosts)
  expect(
    ['a', 'b', 'c'].map(host => [resolveHost(inventory, host).mesos_cluster, resolveHost(inventory, host).mesos_mode]),
  ).toEqual([
    ['blue', 'leader'],
    ['blue', 'follower'],
    ['red', 'follower'],
  ])
})

test('several at once: later ones win', async () => {
  const folder = folderOf({
    '1.ini': 'h mesos_cluster=one mesos_zk_port=7\n',
    '2.yml': 'all: {hosts: {h: {mesos_cluster: two}, i: }}',
  })
  const inventory = await loadInventory(`${folder}/1.ini,${folder}/2.yml`)
  expect([...inventory.hosts.keys()]).toEqual(['h', 'i'])
  expect(resolveHost(inventory, 'h')).toMatchObject({ mesos_cluster: 'two', mesos_zk_port: 7 })
})

test.each([
  ['pw\n', 'FILE', { password: 'pw' }],
  ['pw', 'prod@FILE', { id: 'prod', password: 'pw' }],
])('a vault password %j from %s', async (text, argument, read) => {
  const file = join(folderOf({ pw: text }), 'pw')
  const { id, password } = await readVaultPassword(argument.replace('FILE', file))
  expect({ id, password: password.reveal() }).toEqual(read)
})

test.each([
  ['nothing in it', '', 0o600, 'is empty'],
  ['a program that fails', '#!/bin/sh\necho no key >&2; exit 3\n', 0o700, 'failed: no key'],
  ['a program that prints nothing', '#!/bin/sh\n', 0o700, 'is empty'],
])('a vault password file with %s is refused', async (_, text, mode, message) => {
  const file = join(folderOf({ pw: text }), 'pw')
  chmodSync(file, mode)
  const error = { code: 'usage.vault_password', message: expect.stringContaining(message) }
  await expect(readVaultPassword(file)).rejects.toThrow(expect.objectContaining(error))
})

test.each([
  ['pw.sh', 'prod@', ''],
  ['pw-client', 'prod@', '--vault-id prod'],
  ['pw-client.sh', 'prod@', '--vault-id prod'],
  ['pw-client', '', ''],
])('a program %s, asked as %s, prints the password and is told %j', async (name, id, told) => {
  const file = join(folderOf({ [name]: '#!/bin/sh\necho "pw $*"\n' }), name)
  chmodSync(file, 0o700)
  expect((await readVaultPassword(id + file)).password.reveal()).toBe(`pw ${told}`.trim())
})
