import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { CommandName } from '../../src/results/catalog.ts'
import { schemaNames } from '../../src/results/json-schema.ts'
import { jsonResult } from '../support/json-result.ts'
import { manyLines, type Result } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'mantl-json-'))
afterAll(() => rmSync(folder, { recursive: true }))
const cluster = join(folder, 'cluster.yml')
copyFileSync(join(import.meta.dirname, '../../inventory/cluster.yml'), cluster)
for (const name of ['vault', 'new-vault', 'secret']) writeFileSync(join(folder, name), `${name}-1\n`, { mode: 0o600 })
writeFileSync(join(folder, 'plain.yml'), 'a: b\n')
writeFileSync(join(folder, 'wrong.yml'), 'all: { hosts: { a: { mesos_mode: nothing } } }\n')

/** Those that need neither hosts nor a cluster, in the order in which they are run. @: the folder. */
const lines: readonly (readonly [CommandName, string])[] = [
  ['init', '@new.yml --leaders a=10.0.0.1 --followers b=10.0.0.2'],
  ['inventory check', '@cluster.yml'],
  ['inventory graph', '@cluster.yml'],
  ['inventory hosts', '-i @cluster.yml'],
  ['inventory schema', ''],
  ['inventory show', '-i @cluster.yml'],
  ['roles list', ''],
  ['roles show', 'zookeeper'],
  ['credentials set', 'framework --principal m --secret-file @secret -i @cluster.yml'],
  ['credentials rotate', 'framework --principal m --out @handed-over -i @cluster.yml --vault-password-file @vault'],
  ['credentials rotate', 'follower -i @cluster.yml --vault-password-file @vault'],
  ['credentials list', '-i @cluster.yml --vault-password-file @vault'],
  ['credentials remove', 'framework --principal m --old -i @cluster.yml --vault-password-file @vault'],
  ['secrets encrypt', '@plain.yml --vault-password-file @vault'],
  ['secrets view', '@plain.yml --vault-password-file @vault'],
  ['secrets edit', '@plain.yml --vault-password-file @vault'],
  ['secrets rekey', '@plain.yml --vault-password-file @vault --new-vault-password-file @new-vault'],
  ['secrets decrypt', '@plain.yml --vault-password-file @new-vault'],
  ['secrets encrypt', '@plain.yml --name a --vault-password-file @vault'],
  ['completion', 'fish'],
  ['schema', 'tasks list'],
  ['schema', ''],
  ['simulate', '--count 1 --agents 3 --duration 5s'],
]

const failing = [
  'inventory check @wrong.yml',
  'inventory check @nowhere.yml',
  'plan',
  'roles show zookeper',
  'schema nothing',
  'status --master 127.0.0.1:1',
  'upgrade @cluster.yml --serial x',
]

const argv = (line: string) => `${line.replaceAll('@', `${folder}/`)} --json`.split(' ').filter(word => word !== '')
const all = manyLines([...lines.map(([name, rest]) => argv(`${name} ${rest}`)), ...failing.map(argv)])

describe('what is printed with --json is what the schema says', () => {
  it.each(lines.map(([name, rest], index) => [name, rest, all[index]!] as const))('mantl %s %s', (name, _, result) => {
    expect(result).toMatchObject({ status: 0, stderr: '' })
    jsonResult(name, result)
  })

  it.each(failing.map((line, index): [string, Result] => [line, all[lines.length + index]!]))(
    'mantl %s',
    (_, result) => {
      expect(result.status).not.toBe(0)
      expect(result.stderr).toBe('')
      jsonResult('error', result)
    },
  )

  it('what is wrong with an inventory stands in problems, with its place', () => {
    const { problems } = jsonResult('error', all[lines.length]!)
    expect(problems).toMatchObject([{ severity: 'error', place: { line: 1, column: expect.any(Number) } }])
  })
})

it('the schemas that are printed are valid, and mean the same', () => {
  const printed = JSON.parse(all[lines.findIndex(([name, rest]) => name === 'schema' && rest === '')]!.stdout)
  expect(Object.keys(printed)).toEqual(schemaNames)
  for (const [index, [name]] of lines.entries()) {
    const valid = new Ajv2020({ strict: false }).compile(printed[name])
    expect(valid(JSON.parse(all[index]!.stdout)), name).toBe(true)
    expect(valid([]), name).toBe(false)
  }
})
