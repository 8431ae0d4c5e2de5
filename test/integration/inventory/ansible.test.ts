import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { matchHosts } from '../../../src/inventory/match-hosts.ts'
import { hostsOf } from '../../../src/inventory/precedence.ts'
import { createScope, givenVariables } from '../../../src/inventory/scope.ts'
import { Secret } from '../../../src/inventory/secret.ts'
import { loadInventory } from '../../../src/inventory/sources/load.ts'
import { decryptVault, encryptVault } from '../../../src/inventory/sources/vault.ts'
import { toPlain } from '../../../src/inventory/value.ts'

const missing = spawnSync('ansible-inventory', ['--version']).status !== 0
const name = (what: string) => (missing ? `${what} (not run: the Debian package ansible-core is missing)` : what)
const folder = mkdtempSync(join(tmpdir(), 'ansible-'))
afterAll(() => rmSync(folder, { recursive: true }))

const texts = {
  hosts: `lonely x=1
[web]
w[01:03] x=web port=80
b-[a:c]:2222
[db]
w02 y="{'a': [1, 2]}"
d1 z='it is' q="a b" t=True n=None f=1.50 u=0x10 v=007
[east:children]
web
[west:children]
db
[top:children]
east
west
[top:vars]
p=top
q = top value
[east:vars]
p=east
[zeta]
w03
[zeta:vars]
p=zeta
[web:vars]
p=web
g=inline
list=[1,'a',{'k':(1,2)}]
`,
  'h.yml': `all:
  vars: {a: yes, b: 010, c: 1_000, g: 'on', h: off, i: null, j: y, k: 1:30, m: "x\\ty"}
  hosts:
    one: {a: 2}
  children:
    g1:
      hosts: {"n[1:2]": {x: 1}, one: }
      children: {g2: {hosts: {m: }, vars: {z: 3}}}
    g3: {hosts: {n1: {x: 2}}, children: {g2: }}
`,
  'group_vars/top.yml': 'g: gv_top\np2: top\n',
  'group_vars/all': 'p2: all\nonly: all\n',
  'group_vars/web/1.yml': 'p2: web1\n',
  'group_vars/web/2.json': '{"p2": "web2"}',
  'host_vars/w01.yml': 'hv: yes\nx: hostvars\n',
  password: 'pw\n',
}
for (const [file, text] of Object.entries(texts)) {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

const run = (program: string, ...words: string[]): string =>
  execFileSync(program, words, { cwd: folder, encoding: 'utf8' })

type Listed = { hosts?: string[]; children?: string[] }

test.skipIf(missing).each(['hosts', 'h.yml'])(name('%s means what ansible-inventory says'), async file => {
  const theirs = JSON.parse(run('ansible-inventory', '-i', file, '--list'))
  const inventory = await loadInventory(join(folder, file))
  const scope = createScope(inventory)
  for (const host of inventory.hosts.keys()) {
    const ours = [...givenVariables(scope, host)].map(([key, { value }]) => [key, toPlain(value)])
    expect({ host, variables: Object.fromEntries(ours) }).toEqual({
      host,
      variables: theirs._meta.hostvars[host] ?? {},
    })
  }
  const members = (group: string): string[] => {
    const { hosts = [], children = [] }: Listed = theirs[group] ?? {}
    return [...hosts, ...children.flatMap(members)]
  }
  for (const group of inventory.groups.keys()) {
    expect(hostsOf(inventory, group).sort()).toEqual([...new Set(members(group))].sort())
  }
})

const patterns = [
  'all',
  'web:&db',
  'top:!web',
  'web[1:2]',
  'web[-1]',
  '~w0[12]',
  'w0?',
  'db[0]:zeta',
  '*st',
  'w[!0]*:d1',
  '!web',
]

test.skipIf(missing).each(patterns)(name('the pattern %s means what ansible says'), async pattern => {
  const [, ...theirs] = run('ansible', '-i', 'hosts', pattern, '--list-hosts')
    .trim()
    .split(/\s*\n\s*/)
  expect(matchHosts(await loadInventory(join(folder, 'hosts')), pattern).sort()).toEqual(theirs.sort())
})

test.skipIf(missing).each(['s3cret', 'grüße\nin two lines\n', 'sixteen bytes !!'])(
  name('ansible-vault and we open each other’s %j'),
  text => {
    const password = new Secret('pw')
    writeFileSync(join(folder, 'ours'), encryptVault(text, { id: 'prod', password }))
    expect(run('ansible-vault', 'decrypt', '--vault-id', 'prod@password', '--output', '-', 'ours')).toBe(text)
    writeFileSync(join(folder, 'theirs'), text)
    run('ansible-vault', 'encrypt', '--vault-id', 'prod@password', 'theirs')
    const envelope = run('cat', 'theirs')
    expect(decryptVault(envelope, [{ password }]).reveal()).toBe(text)
  },
)
