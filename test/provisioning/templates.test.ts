import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { environmentValue, loadTemplates } from '../../src/provisioning/templates.ts'

const values = [
  'plain',
  '',
  'two words',
  'a"b',
  "it's",
  '$HOME',
  '`id`',
  '$(id)',
  'a\\b',
  'end\\',
  '#no comment',
  'a;b|c',
  'ä€😀',
  '*',
  '\\n',
  '!x',
]

/** As systemd reads a double-quoted value of an EnvironmentFile: a backslash goes before " \ ` $, before others it stays. */
const asSystemd = (text: string) => text.slice(1, -1).replace(/\\(["\\`$])/g, '$1')

describe('values of environment files', () => {
  it.each(values)('%j is read back by sh and by systemd', value => {
    const folder = mkdtempSync(join(tmpdir(), 'mantl-env-'))
    writeFileSync(join(folder, 'env'), `V=${environmentValue(value)}\n`)
    const read = execFileSync('sh', ['-c', '. "$1"; printf %s "$V"', 'sh', join(folder, 'env')], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect([read, asSystemd(environmentValue(value))]).toEqual([value, value])
  })

  it.each(['a\nb', 'a\rb', 'a\0b'])('%j has more than one line', value => {
    expect(() => environmentValue(value)).toThrow(expect.objectContaining({ code: 'template.failed' }))
  })
})

describe('templates', () => {
  const render = loadTemplates()

  it('a name that the values lack is an error that tells which', () => {
    expect(() => render('supervisor/run.sh', { program: 'x' })).toThrow(
      'template supervisor/run.sh: nobody gave it the value "environment"',
    )
  })

  it('an unknown template is an error', () => {
    expect(() => render('no/such', {})).toThrow(expect.objectContaining({ code: 'template.unknown' }))
  })

  it('a path with a space stays one word of sh', () => {
    expect(render('supervisor/run.sh', { program: 'p', environment: '/a b/c' })).toContain(". '/a b/c'\n")
  })
})
