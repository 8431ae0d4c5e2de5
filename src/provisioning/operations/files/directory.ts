import { file } from '../../facts/files/file.ts'
import type { Attributes, Change } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
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
    if (state.kind !== 'directory') {
      return [
        { kind: 'remove-path', path, recursive: false, why: 'it is not a directory' },
        { ...make, why: 'it is to be a directory' },
      ]
    }
    const why = differingAttributes(state, wanted)
    return why === undefined ? [] : [{ kind: 'set-attributes', path, ...wanted, why }]
  },
})
