import { file as fileFact } from '../../facts/files/file.ts'
import type { Block, Change } from '../../model/change.ts'
import { content } from '../../model/content.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

export const ourBlock: Block = { begin: '# begin of what mantl writes', end: '# end of what mantl writes' }
const { begin, end } = ourBlock

/** Some lines of ours in a file that belongs to others; what stands around them is kept. */
export const block = ({ path, lines }: { readonly path: string; readonly lines: readonly string[] }): Operation => {
  const question = { path, show: true }
  return {
    name: `files/block ${path}`,
    needs: [ask(fileFact, question)],
    changes: (facts): readonly Change[] => {
      const state = facts.get(fileFact, question)
      const before = state.kind === 'file' ? (state.text ?? '') : ''
      const after = withBlock(before, lines)
      if (after === before) return []
      const attributes = state.kind === 'file' ? { mode: state.mode, owner: state.owner } : { mode: 0o644 }
      const why = before.includes(begin) ? 'its lines of ours differ' : 'our lines are not there'
      return [
        {
          kind: 'write-file',
          path,
          content: content(after),
          replaces: state.kind === 'file',
          block: ourBlock,
          before,
          why,
          ...attributes,
        },
      ]
    },
    concerns: facts => {
      const { kind } = facts.get(fileFact, question)
      if (kind === 'file' || kind === 'absent') return []
      return [{ severity: 'error', message: `${path} is no file of its own, so nothing can be written into it` }]
    },
  }
}

const withBlock = (text: string, lines: readonly string[]): string => {
  const ours = [begin, ...lines, end, ''].join('\n')
  const start = text.indexOf(`${begin}\n`)
  const stop = text.indexOf(`${end}\n`, start)
  if (start >= 0 && stop >= 0) return text.slice(0, start) + ours + text.slice(stop + end.length + 1)
  return text + (text === '' || text.endsWith('\n') ? '' : '\n') + ours
}
