import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadOwnRoles, ownRolesFolder } from '../../../src/provisioning/run/own-roles.ts'
import { prepare } from '../../../src/provisioning/run/prepare.ts'
import { loadTemplates, templatesBeside } from '../../../src/provisioning/templates.ts'
import { playsOf } from '../../../src/roles/plays.ts'
import { statedFacts } from '../../support/facts.ts'
import { contextFor } from '../../support/role-context.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-roles-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

it('the example of docs/roles.md does what it says', async () => {
  const page = readFileSync(new URL('../../../docs/roles.md', import.meta.url), 'utf8')
  const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? ''
  put('roles/web.ts', block('ts'))
  put('roles/templates/motd.hbs', block('handlebars'))
  put('roles/nginx/tasks/main.yml', '[]')
  put(
    'h.yml',
    'all: { vars: { owner: "{{ who }}", who: ann }, children: { web: { hosts: { w: { mesos_mode: leader } } }, followers: { hosts: { f: } } } }',
  )

  const { cluster, roles, templates } = await prepare({ inventory: join(folder, 'h.yml') })
  const [web, other] = cluster.hosts
  expect([playsOf(web!, cluster, roles), playsOf(other!, cluster, roles)]).toEqual([
    expect.arrayContaining(['base', 'web']),
    expect.not.arrayContaining(['web']),
  ])
  const role = roles.find(({ name }) => name === 'web')!
  const template = templatesBeside(loadTemplates(), templates!)
  const changes = role.operations({ ...contextFor(cluster, 'w'), template }).flatMap(one => one.changes(statedFacts()))
  expect(changes).toMatchObject([
    { kind: 'install-packages', names: ['nginx-light'] },
    { kind: 'write-file', path: '/etc/motd', content: { text: 'This is w. Ask ann.\n' } },
  ])
})

it('without a folder of roles, or with Ansible’s alone, there are none', async () => {
  put('h.yml', 'all:')
  expect(await ownRolesFolder(join(folder, 'h.yml'))).toBeUndefined()
  put('roles/common/tasks/main.yml', '[]')
  expect(await ownRolesFolder(join(folder, 'h.yml'))).toBeUndefined()
})

it.each([
  ['no default export', 'export const x = 1', 'web.ts gives no role'],
  ['a syntax error', 'export default (', 'web.ts gives no role'],
  ['it throws', 'export default () => { throw new Error("oh") }', 'oh'],
  ['no meaning', 'export default () => ({ plays: () => true, operations: () => [] })', 'meaning'],
  ['no function', 'export default () => ({ meaning: "m", plays: true, operations: () => [] })', 'plays'],
])('%s: said with the file', async (_, text, said) => {
  put('roles/web.ts', text)
  await expect(loadOwnRoles(join(folder, 'roles'))).rejects.toThrow(said)
  await expect(loadOwnRoles(join(folder, 'roles'))).rejects.toMatchObject({ code: 'roles.invalid' })
})

it('a name of ours is taken', async () => {
  put('roles/base.js', 'export default () => ({ meaning: "m", plays: () => true, operations: () => [] })')
  await expect(loadOwnRoles(join(folder, 'roles'))).rejects.toThrow('there is a role base already')
})
