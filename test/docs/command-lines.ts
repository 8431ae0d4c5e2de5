import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface CommandLine {
  /** `docs/cluster.md:12` */
  readonly place: string
  /** What stands behind `mantl`. */
  readonly words: readonly string[]
}

/** Every `mantl …` in code blocks and `npx mantl …` in running text, of all documents and sample inventories. */
export const commandLines = (): CommandLine[] =>
  [
    ...globSync('*.md', { cwd: root }),
    ...globSync('docs/*.md', { cwd: root }),
    ...globSync('inventory/*', { cwd: root }),
  ]
    .sort()
    .flatMap(file => linesOf(file, readFileSync(join(root, file), 'utf8')))

const linesOf = (file: string, text: string): CommandLine[] => {
  let fenced = false
  return text.split('\n').flatMap((line, index) => {
    if (line.startsWith('```')) fenced = !fenced
    const isCode = fenced || /^(#?)\s{3,}\S/.test(line)
    const texts = isCode ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)
    return texts.flatMap(code => {
      const found = (isCode ? block : inline).exec(code)
      return found ? [{ place: `${file}:${index + 1}`, words: shellWords(found[1] ?? '') }] : []
    })
  })
}

const block = /(?:^#?\s*(?:\$ )?|&& |\$\()(?:npx )?mantl(?: ([^)]*(?:\([^)]*\)[^)]*)*))?(?=\)|$)/
const inline = /^npx mantl(?: (.*))?$/

/** As sh would cut it, up to the end of the command; in sample files two spaces or more begin the explanation. */
const shellWords = (text: string): string[] => {
  const words: string[] = []
  for (const [, single, double, plain, end] of text.matchAll(
    /'([^']*)'|"([^"]*)"|([^\s;|&'"]+)|([;|&]|\s{2,}(?=\S))/g,
  )) {
    if (end !== undefined) break
    words.push(single ?? double ?? plain ?? '')
  }
  return words
}
