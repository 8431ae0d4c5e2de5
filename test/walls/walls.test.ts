import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { harmless, longFiles, pure, rooms } from './rooms.ts'
import { readSources, type SourceFile } from './sources.ts'

const sources = readSources()
const byPath = new Map(sources.map(source => [source.path, source]))

const roomOf = (path: string) =>
  rooms
    .filter(room => path === room.path || path.startsWith(`${room.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]

const within = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`)

describe('the walls of the house', () => {
  it('every file lives in a room', () =>
    expect(
      sources
        .filter(({ path }) => roomOf(path) === undefined)
        .map(({ path }) => `${path}: add its room to test/walls/rooms.ts`),
    ).toEqual([]))

  it('a room imports only what the table allows', () => expect(sources.flatMap(brokenWalls)).toEqual([]))

  it('no file imports itself by a detour', () => expect(cycles()).toEqual([]))

  it('PURE files are pure', () =>
    expect(sources.filter(({ path }) => pure.some(pattern => pattern.test(path))).flatMap(impurities)).toEqual([]))

  it('no file is longer than 400 lines', () =>
    expect(
      sources
        .filter(({ path, text }) => text.split('\n').length > 401 && longFiles[path] === undefined)
        .map(({ path, text }) => `${path} has ${text.split('\n').length} lines: cut it by what its parts are about`),
    ).toEqual([]))

  it('names say what lives there', () =>
    expect(
      sources
        .filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|managers?)(\.|\/)/.test(path))
        .map(({ path }) => `${path}: name it after what it does`),
    ).toEqual([]))

  it('file names are in kebab case', () =>
    expect(
      sources.filter(({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(path))).map(({ path }) => path),
    ).toEqual([]))

  it('every first-level room explains itself in at most 20 lines', () => {
    const src = join(import.meta.dirname, '../../src')
    const folders = readdirSync(src, { withFileTypes: true }).filter(entry => entry.isDirectory())
    const silent = folders
      .filter(({ name }) => !readdirSync(join(src, name)).includes('README.md'))
      .map(({ name }) => `src/${name} needs a README.md`)
    expect(silent).toEqual([])
  })
})

const brokenWalls = (source: SourceFile): string[] => {
  const room = roomOf(source.path)
  if (room === undefined) return []
  return source.allImports
    .filter(
      target =>
        !within(target, room.path) && target !== 'errors.ts' && !room.imports.some(allowed => within(target, allowed)),
    )
    .map(
      target =>
        `${source.path} imports ${target}: ${room.path} may import ${room.imports.join(', ') || 'nothing'}; hand the thing in as an argument, or move it down`,
    )
}

const forbidden: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, 'reads the clock: take `now` as an argument'],
  [/\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, 'uses chance: take it as an argument'],
  [/(?<![.\w])process\.(env|argv|cwd|pid|hrtime|nextTick)/, 'reads the process: take the value as an argument'],
  [/\bsetTimeout\(|\bsetInterval\(|\bsetImmediate\(/, 'uses a timer: return an effect'],
  [/\basync\b|\bawait\b|\bnew Promise\(/, 'is asynchronous: return an effect'],
]

const impurities = ({ path, text, modules, imports }: SourceFile): string[] => {
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"/g, "''")
  const io = modules
    .filter(name => name.startsWith('node:') && !harmless[path]?.includes(name))
    .map(name => `${path} imports ${name}: hand in what it gives`)
  const shells = imports.filter(target =>
    byPath.get(target)?.modules.some(name => /^node:(fs|net|http|https|child_process|dgram|tls)/.test(name)),
  )
  return [
    ...io,
    ...shells.map(target => `${path} imports ${target}, which does IO`),
    ...forbidden.filter(([pattern]) => pattern.test(code)).map(([, why]) => `${path} ${why}`),
  ]
}

const cycles = (): string[] => {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of sources) visit(path, [])
  return found
}
