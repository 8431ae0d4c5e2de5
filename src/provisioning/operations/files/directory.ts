import { type FileState, file } from '../../facts/files/file.ts'
import type { Attributes, Change } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Concern, Operation } from '../../model/operation.ts'
import { differingAttributes } from './attributes.ts'

/** A directory with exactly this mode and owner; its parents are made as the system makes them. */
export const directory = ({
  path,
  shared,
  ...wanted
}: { readonly path: string; readonly shared?: boolean } & Attributes): Operation => ({
  name: `files/directory ${path}`,
  needs: [ask(file, { path })],
  changes: (facts): readonly Change[] => {
    const make = { kind: 'make-directory', path, ...(shared ? { shared } : {}), ...wanted } as const
    const state = facts.get(file, { path })
    if (state.kind === 'absent') return [{ ...make, why: 'it does not exist' }]
    if (state.kind !== 'directory') return []
    const why = differingAttributes(state, wanted)
    return why === undefined ? [] : [{ kind: 'set-attributes', path, ...wanted, why }]
  },
  concerns: facts => inTheWay(facts.get(file, { path }), path),
})

/** Something else in its place: it may lead to where the past is kept, so nothing is changed on any host until it is out of the way. */
const inTheWay = (state: FileState, path: string): readonly Concern[] => {
  if (state.kind === 'absent' || state.kind === 'directory') return []
  const message =
    state.kind === 'link'
      ? `${path} is a link to ${state.target}, and a folder belongs there: let the inventory name ${state.target} itself, or move the link away`
      : `${path} is no folder, and one belongs there: move it away`
  return [{ severity: 'error', message }]
}
