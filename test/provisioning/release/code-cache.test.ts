import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { codeCache } from '../../../src/provisioning/release/code-cache.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-compiled-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const text = `const { basename } = require('node:path')
const sum = numbers => numbers.reduce((a, b) => a + b, 0)
console.log(JSON.stringify({ arguments: process.argv.slice(1).map(argument => basename(argument)), sum: sum([1, 2]) }))`

const bundle = (place: string, content = text): string => {
  mkdirSync(join(folder, place))
  writeFileSync(join(folder, place, 'daemon.cjs'), content)
  return join(folder, place, 'daemon.cjs')
}

const compiler = join(import.meta.dirname, '../../../src/provisioning/release/compile-bundle.ts')
const start = join(import.meta.dirname, '../../../src/provisioning/release/start-bundle.ts')
const run = (path: string) => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', start, path, '--flag'], { encoding: 'utf8' })
  return [JSON.parse(stdout), stderr]
}

describe('the compiled code of a bundle', () => {
  it('is the same wherever it is made, and fits or not, the bundle runs as if Node had started it', async () => {
    const paths = [bundle('here'), bundle('somewhere else')]
    const [here = '', there = ''] = await Promise.all(paths.map(path => codeCache(path, process.execPath, compiler)))
    const code = readFileSync(here)
    expect(code.equals(readFileSync(there))).toBe(true)
    expect(code.includes(folder)).toBe(false)
    const ran = { arguments: ['daemon.cjs', '--flag'], sum: 3 }
    expect(run(paths[0]!)).toEqual([ran, ''])
    for (const damaged of [Buffer.from(code).fill(0, 4, 8), code.subarray(0, 100), Buffer.alloc(0)]) {
      writeFileSync(here, damaged)
      expect(run(paths[0]!)).toEqual([ran, ''])
    }
    expect(await codeCache(paths[0]!, '/bin/false', compiler)).toBe(here)
  })

  it.each([
    ['a bundle that breaks', "throw new Error('no')", process.execPath],
    ['a Node that is none', text, '/bin/false'],
  ])('%s has none, and leaves nothing', async (_, content, node) => {
    const path = bundle('here', content)
    expect(await codeCache(path, node, compiler)).toBeUndefined()
    expect(readdirSync(join(folder, 'here'))).toEqual(['daemon.cjs'])
  })
})
