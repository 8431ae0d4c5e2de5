import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compatibility } from '../../scripts/compatibility.ts'
import { helpLines } from '../../src/daemons/master/http/help.ts'

const root = join(import.meta.dirname, '../..')
const facts = join(root, '../shared/facts')
const present = existsSync(facts)
const text = compatibility()
const fact = (name: string, from: string, to: string) => {
  const all = readFileSync(join(facts, name), 'utf8')
  return all.slice(all.indexOf(from), all.indexOf(to, all.indexOf(from) + 1))
}

describe('docs/compatibility.md', () => {
  it('is up to date: node scripts/write-compatibility.ts', () =>
    expect(readFileSync(join(root, 'docs/compatibility.md'), 'utf8')).toBe(text))

  it('has a line of help for every path, and no line without one', () => {
    const paths = [...text.matchAll(/^\| `(\/[^`]*)` \| [A-Zany, ]+ \| (.*) \|$/gm)]
    expect(paths.filter(([, , help]) => help === '').map(([, path]) => path)).toEqual([])
    expect(Object.keys(helpLines).filter(path => !paths.some(([, shown]) => shown === path))).toEqual([])
  })
})

/** Of network/port_mapping, which an ordinary build of Mesos does not know either. */
const ofSpecialBuild = /^(ephemeral_ports_per_container|egress_.*|network_enable_socket_statistics_summary)$/

describe.skipIf(!present)('it names all of the facts (skipped where ../shared/facts is not there)', () => {
  const words = (part: string, pattern: RegExp) => [...new Set([...part.matchAll(pattern)].map(match => match[1]!))]
  const flags = present ? words(fact('flags.md', '## 2.', '## 3.'), /^\| ([a-z_]+)[ |]/gm) : []
  const calls = present ? words(fact('api-v1.md', '### 5.1', '### 5.3'), /^\| ([A-Z_]+) \(\d/gm) : []
  const operators = present ? words(fact('api-v1.md', '## 7.', '### 7.3'), /^\| ([A-Z_]+) \(\d/gm) : []
  const paths = present ? words(fact('endpoints-v0.md', '## 2.', '## 3.'), /^\| `(\/[^`<*]*)/gm) : []

  const agentFlags = present ? words(fact('flags.md', '## 3.', '## 5.'), /^\| ([a-z_0-9]+)[ |]/gm) : []
  const agentCalls = present ? words(fact('api-v1.md', '## 8.', '## 9.'), /^\| ([A-Z_]+) \(\d/gm) : []

  it('there are many of the agent', () =>
    expect([agentFlags, agentCalls].map(({ length }) => length > 20)).not.toContain(false))
  it.each(agentFlags.filter(flag => flag.length > 2 && !ofSpecialBuild.test(flag)))('--%s of the agent', flag =>
    expect(text).toContain(`--${flag}\``),
  )
  it.each(agentCalls)('%s of the agent', call =>
    expect(text).toMatch(new RegExp(`^\\| ${call} \\| (works|answered|refused)`, 'm')),
  )

  it('there are many', () =>
    expect([flags, calls, operators, paths].map(({ length }) => length > 20)).not.toContain(false))
  it.each(flags.filter(flag => flag.length > 2))('--%s', flag => expect(text).toContain(`--${flag}\``))
  it.each([...calls, ...operators])('%s', call =>
    expect(text).toMatch(new RegExp(`^\\| ${call} \\| (works|accepted|refused)`, 'm')),
  )
  it.each(paths)('%s', path =>
    expect(text.replaceAll('(1)', '')).toContain(
      path.replace(/\/$/, '').replace('(1)', '').replace('/allocator...', ''),
    ),
  )
})
if (!present) it.skip('it names all of the facts: ../shared/facts is not there', () => {})
