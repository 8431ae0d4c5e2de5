import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { variablesTable } from '../../src/inventory/variables-table.ts'
import { problemsOf } from './inventory-of.ts'

const page = readFileSync(new URL('../../docs/inventory.md', import.meta.url), 'utf8')

test('docs/inventory.md holds the table of variables', () => {
  expect(page).toContain(variablesTable())
})

test.each(['yaml', 'ini'])('the example in %s has no problem', language => {
  const [, text = ''] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page) ?? []
  expect(text).toContain('node-[1:3]')
  expect(problemsOf({ [language === 'yaml' ? 'i.yml' : 'hosts']: text })).toEqual([])
})
