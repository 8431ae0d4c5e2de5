import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

const src = join(import.meta.dirname, '../../src')

export interface SourceFile {
  /** Below src/. */
  readonly path: string
  readonly text: string
  /** Own files that it imports, below src/, type imports left out. */
  readonly imports: readonly string[]
  /** The same with type imports. */
  readonly allImports: readonly string[]
  /** node: modules and packages, type imports left out. */
  readonly modules: readonly string[]
}

const statement = /^\s*(import|export)\s+(type\s+)?(?:[^'"]*?\bfrom\s+)?['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

export const readSources = (): readonly SourceFile[] =>
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => readSource(name))

const readSource = (path: string): SourceFile => {
  const text = readFileSync(join(src, path), 'utf8')
  const found = [
    ...[...text.matchAll(statement)].map(([, , type, target]) => ({ target: target!, type: type !== undefined })),
    ...[...text.matchAll(dynamic)].map(([, target]) => ({ target: target!, type: false })),
  ]
  const own = found
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target, type }) => ({ target: resolve(path, target), type }))
  return {
    path,
    text,
    imports: own.filter(({ type }) => !type).map(({ target }) => target),
    allImports: own.map(({ target }) => target),
    modules: found.filter(({ target, type }) => !target.startsWith('.') && !type).map(({ target }) => target),
  }
}

const resolve = (from: string, target: string) => relative(src, normalize(join(src, dirname(from), target)))
