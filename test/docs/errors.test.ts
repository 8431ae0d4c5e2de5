import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Codes stand as literals right behind `MantlError(`, or behind `code:` where a table makes the errors. */
const codesInSource = (): Set<string> => {
  const codes = new Set<string>()
  for (const path of globSync('src/**/*.ts', { cwd: root })) {
    const text = read(path)
    for (const [, start = ''] of text.matchAll(/MantlError\(([^,]*),/g))
      for (const [, code] of start.matchAll(/'([a-z]+(?:\.[a-z_]+)?)'/g)) codes.add(code!)
    for (const [, code] of text.matchAll(/code: '([a-z]+\.[a-z_]+)'/g)) codes.add(code!)
    if (path.endsWith('zookeeper/error-codes.ts'))
      for (const [, code] of text.matchAll(/code: '([a-z_]+)'/g)) codes.add(`zookeeper.${code}`)
  }
  return codes
}

const documented = (): string[] =>
  read('docs/errors.md')
    .split('\n')
    .flatMap(line => /^\| ([a-z][a-z_., ]*) \|/.exec(line)?.[1]?.split(', ') ?? [])
    .filter(code => code.includes('.') || code === 'internal')

it('docs/errors.md has every code that src throws', () => {
  const codes = codesInSource()
  expect(codes.size).toBeGreaterThan(80)
  expect([...codes].filter(code => !documented().includes(code))).toEqual([])
})

it('docs/errors.md has no code that nobody throws, and none twice', () => {
  const codes = codesInSource()
  const all = documented()
  expect(all.filter(code => !codes.has(code))).toEqual([])
  expect(all.filter((code, index) => all.indexOf(code) !== index)).toEqual([])
})
