import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isolators } from '../../src/daemons/follower/containerizer/isolators/table.ts'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/isolators.md'), 'utf8')
const rows = text.split('\n').filter(line => line.startsWith('| ') && !/^\| (isolator|---)/.test(line))
const names = rows.flatMap(row =>
  row
    .split('|')[1]!
    .split(',')
    .map(name => name.trim()),
)

it('docs/isolators.md has a row for each isolator, and for nothing else', () => {
  expect(names.toSorted()).toEqual(isolators.map(({ name }) => name).toSorted())
})

it('names tests that exist', () => {
  const tests = [...new Set(rows.flatMap(row => row.match(/[\w-]+\.test\.ts/g) ?? []))]
  expect(tests.length).toBeGreaterThan(5)
  const present = (name: string) =>
    existsSync(join(root, 'test/integration/follower', name)) || globSync(`test/**/${name}`, { cwd: root }).length > 0
  expect(tests.filter(name => !present(name))).toEqual([])
})
