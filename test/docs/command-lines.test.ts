import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CommandLine, commandLines } from './command-lines.ts'

interface Command {
  readonly flags: Readonly<Record<string, { readonly type: string; readonly char?: string }>>
  readonly args: Readonly<Record<string, { readonly required?: boolean }>>
  readonly strict: boolean
}

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../oclif.manifest.json'), 'utf8')) as {
  readonly commands: Readonly<Record<string, Command>>
}

/** -it is -i -t. */
const apart = (word: string) => (/^-[a-z]{2,}$/.test(word) ? [...word.slice(1)].map(char => `-${char}`) : [word])

/** What is wrong with the line: nothing, if all is well. */
const problemOf = (words: readonly string[]): string | undefined => {
  if (words.length === 0 || words[0] === '--help' || words[0] === '--version') return undefined
  const id = [words.slice(0, 2).join(':'), words[0]!].find(name => manifest.commands[name] !== undefined)
  if (id === undefined) return `there is no command ${words.slice(0, 2).join(' ')}`
  const { flags, args, strict } = manifest.commands[id]!
  const given: string[] = []
  for (
    let rest = words.slice(id.split(':').length).flatMap(apart);
    rest.length > 0 && rest[0] !== '--';
    rest = rest.slice(1)
  ) {
    if (!/^-/.test(rest[0]!)) {
      given.push(rest[0]!)
      continue
    }
    const [name] = rest[0]!.split('=')
    const flag = Object.entries(flags).find(([long, { char }]) => name === `--${long}` || name === `-${char}`)
    if (flag === undefined) return `${id} has no flag ${name}`
    if (flag[1].type === 'option' && !rest[0]!.includes('=')) rest = rest.slice(1)
  }
  const needed = Object.values(args).filter(({ required }) => required).length
  if (given.length < needed) return `${id} needs ${needed} arguments`
  return strict && given.length > Object.keys(args).length ? `${id} does not take ${given.join(' ')}` : undefined
}

describe('command lines in the documents', () => {
  const lines = commandLines()

  it('are found', () => {
    expect(lines.length).toBeGreaterThan(40)
    expect(new Set(lines.map(({ place }) => place.split(':')[0]))).toContain('README.md')
  })

  it.each(lines.map(line => [line.place, line.words.join(' '), line] as const))(
    '%s: mantl %s',
    (_, __, line: CommandLine) => {
      expect(problemOf(line.words)).toBeUndefined()
    },
  )

  it.each(['frob', 'plan', 'plan a b', 'plan a --nothing', 'tasks lits'])('mantl %s would be found out', text => {
    expect(problemOf(text.split(' '))).toBeDefined()
  })
})

it('files that documents link to are there', () => {
  const root = join(import.meta.dirname, '../..')
  const broken = [
    'README.md',
    ...['getting-started', 'cluster', 'frameworks', 'troubleshooting', 'errors', 'daemons', 'inventory'].map(
      name => `docs/${name}.md`,
    ),
  ].flatMap(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#:]+)\)/g)]
      .map(([, target]) => target!)
      .filter(target => {
        try {
          readFileSync(join(root, file, '..', target))
          return false
        } catch {
          return true
        }
      })
      .map(target => `${file} → ${target}`),
  )
  expect(broken).toEqual([])
})
