/** The package as npm packs it, in a place where Node strips no types: below node_modules. */
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyCheckout } from '../laptop/checkout.ts'

let folder: string
let program: (name: string, ...args: readonly string[]) => Promise<string>
let fromSources: typeof program

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mantl-packed-'))
  const checkout = await copyCheckout(join(folder, 'checkout'))
  await cp(join(import.meta.dirname, '../../../scripts'), join(checkout.folder, 'scripts'), { recursive: true })
  const env = { ...checkout.env, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }
  const options = { cwd: checkout.folder, env, extendEnv: false }
  const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', folder], {
    ...options,
    env: { ...env, PATH: `${checkout.env.PATH}:${process.env.PATH}` },
  })
  const installed = join(checkout.folder, 'node_modules/mantl')
  await mkdir(installed)
  await execa('tar', ['-xzf', join(folder, stdout.trim()), '-C', installed, '--strip-components=1'])
  await rm(join(checkout.folder, 'dist'), { recursive: true })
  const programIn =
    (place: string): typeof program =>
    async (name, ...args) =>
      (await execa('node', [join(place, 'bin', `${name}.js`), ...args], options)).stdout
  program = programIn(installed)
  fromSources = programIn(checkout.folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Where packages lie beside this one, and not in it, the daemons' bundles name other paths. */
const withoutDigests = (plan: string) => JSON.parse(plan.replaceAll(/\b[0-9a-f]{12,64}\b/g, 'digest'))

it.each(['mesos-master', 'mesos-agent'])('%s starts', async name => {
  expect(await program(name, '--version')).toMatch(/^mesos /)
})

it('mantl finds its commands, its templates, and what a release is made of', async () => {
  expect(await program('mantl', '--help')).toContain('mantl provision inventory/laptop.yml')
  const inventory = join(import.meta.dirname, '../../../inventory/laptop.yml')
  const plan = ['plan', inventory, '--json']
  expect(withoutDigests(await program('mantl', ...plan))).toEqual(withoutDigests(await fromSources('mantl', ...plan)))
  const made = await readdir(join(folder, 'cache/mantl/bundles'), { recursive: true })
  expect(made.map(path => basename(path))).toEqual(expect.arrayContaining(['mesos-agent.cjs', 'mesos-agent.cache']))
})
