import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jsonReference } from '../../scripts/json-reference.ts'
import { results } from '../../src/results/catalog.ts'

const root = join(import.meta.dirname, '../..')
const text = (file: string) => readFileSync(join(root, file), 'utf8')

it('docs/json.md is up to date: node scripts/write-json-reference.ts', () => {
  expect(text('docs/json.md')).toBe(jsonReference())
})

it('every command has a schema of what it returns, and every schema a command', () => {
  const { commands } = JSON.parse(text('oclif.manifest.json')) as { commands: object }
  const names = Object.keys(commands).map(id => id.replaceAll(':', ' '))
  expect(Object.keys(results).sort()).toEqual(names.filter(name => name !== 'help').sort())
})
