import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
const at = (...path: readonly string[]) => join(folder, ...path)
const noteSources = () => {
  const times = ['src/start.ts', 'package.json'].map(path => [path, statSync(at(path)).mtimeMs])
  writeFileSync(at('dist/sources.json'), JSON.stringify(Object.fromEntries(times)))
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-program-'))
  for (const name of ['bin', 'src', 'dist']) mkdirSync(at(name))
  cpSync(join(import.meta.dirname, '../../bin/program.js'), at('bin/program.js'))
  for (const name of ['src/start.ts', 'dist/start.js', 'package.json']) writeFileSync(at(name), '{}')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What happened after the bundle was made, here (its sources noted) or elsewhere (a package's), and what bin/ starts then. */
const cases: Record<string, readonly ['here' | 'elsewhere', () => void, string]> = {
  'nothing, in a package': ['elsewhere', () => {}, 'dist/start.js'],
  'nothing, in a checkout': ['here', () => {}, 'dist/start.js'],
  'it went again': ['here', () => rmSync(at('dist'), { recursive: true }), 'src/start.ts'],
  'a source was changed': ['here', () => utimesSync(at('src/start.ts'), 1, 1), 'src/start.ts'],
  'a source went': ['here', () => rmSync(at('src/start.ts')), 'src/start.ts'],
  'the package was changed': ['here', () => utimesSync(at('package.json'), 1, 1), 'src/start.ts'],
}

describe('the programs of bin/ start the bundle or the sources', () => {
  it.each(Object.entries(cases))('%s', async (_, [where, happens, expected]) => {
    if (where === 'here') noteSources()
    happens()
    const { program } = await import(pathToFileURL(at('bin/program.js')).href)
    expect(program('start')).toBe(pathToFileURL(at(expected)).href)
  })
})
