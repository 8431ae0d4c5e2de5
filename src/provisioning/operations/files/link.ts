import { file } from '../../facts/files/file.ts'
import type { Change } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** A symbolic link; it is switched in one step, so that no moment sees none. */
export const link = ({ path, target }: { readonly path: string; readonly target: string }): Operation => ({
  name: `files/link ${path}`,
  needs: [ask(file, { path })],
  changes: (facts): readonly Change[] => {
    const state = facts.get(file, { path })
    if (state.kind === 'link' ? state.target === target : state.kind !== 'absent') return []
    const why = state.kind === 'link' ? `it leads to ${state.target}` : 'it does not exist'
    return [{ kind: 'link', path, target, why }]
  },
  concerns: facts => {
    const { kind } = facts.get(file, { path })
    if (kind === 'absent' || kind === 'link') return []
    return [{ severity: 'error', message: `${path} is no link, and one belongs there: move it away` }]
  },
})
