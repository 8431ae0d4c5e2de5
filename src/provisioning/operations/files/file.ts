import { type FileState, file as fileFact } from '../../facts/files/file.ts'
import type { Attributes, Change } from '../../model/change.ts'
import type { Content } from '../../model/content.ts'
import { ask } from '../../model/fact.ts'
import type { Concern, Operation } from '../../model/operation.ts'
import { differingAttributes } from './attributes.ts'

export interface FileWish extends Attributes {
  readonly path: string
  readonly content: Content
  /** Roles that everybody must have gone through before something that stands there already is replaced. */
  readonly replaceAfter?: readonly string[]
}

/** A file with exactly this content, mode and owner. */
export const file = (wanted: FileWish): Operation => ({
  name: `files/file ${wanted.path}`,
  needs: [ask(fileFact, fileQuestion(wanted))],
  changes: facts => fileChanges(facts.get(fileFact, fileQuestion(wanted)), wanted),
  concerns: facts => inTheWay(facts.get(fileFact, fileQuestion(wanted)), wanted.path),
})

/** Of a file that is as it should be the text tells nothing new. */
export const fileQuestion = ({ path, content }: Pick<FileWish, 'path' | 'content'>) =>
  content.secret ? { path, show: false } : { path, show: true, known: content.sha256 }

export const fileChanges = (state: FileState, wanted: FileWish): readonly Change[] => {
  const { path, content, mode, owner, replaceAfter } = wanted
  const write = { kind: 'write-file', path, content, mode, ...(owner === undefined ? {} : { owner }) } as const
  if (state.kind === 'absent') return [{ ...write, replaces: false, why: 'it does not exist' }]
  if (state.kind === 'directory') return []
  if (state.kind === 'link') return [{ ...write, replaces: true, why: `a link to ${state.target} stands there` }]
  if (state.kind !== 'file') return [{ ...write, replaces: true, why: 'something that is not a file stands there' }]
  if (state.sha256 !== content.sha256) {
    return [
      {
        ...write,
        replaces: true,
        why: 'its content differs',
        ...(content.secret ? {} : { before: state.text ?? '' }),
        ...(replaceAfter === undefined ? {} : { after: replaceAfter }),
      },
    ]
  }
  const why = differingAttributes(state, wanted)
  return why === undefined
    ? []
    : [{ kind: 'set-attributes', path, mode, ...(owner === undefined ? {} : { owner }), why }]
}

/** A folder in a file's place: what is in it is somebody's, so nothing is changed on any host until it is moved away. */
export const inTheWay = ({ kind }: FileState, path: string): readonly Concern[] =>
  kind === 'directory'
    ? [{ severity: 'error', message: `${path} is a folder, and a file belongs there: move it away` }]
    : []
