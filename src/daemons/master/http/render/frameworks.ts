import type { MasterState } from '../../state.ts'
import { frameworkPieces } from './framework.ts'
import { listOf, objectOf, type Pieces } from './pieces.ts'
import type { Written } from './written.ts'

/** PURE. /frameworks, all of them or one. */
export const frameworksPieces = (state: MasterState, written: Written, frameworkId?: string): Pieces => {
  const wanted = ({ id }: { readonly id: string }) => frameworkId === undefined || id === frameworkId
  const list = (frameworks: MasterState['frameworks']) =>
    listOf([...frameworks.values()].filter(wanted), framework => frameworkPieces(state, framework, written))
  return objectOf(
    {},
    {
      frameworks: list(state.frameworks),
      completed_frameworks: list(state.completedFrameworks),
      unregistered_frameworks: ['[]'],
    },
  )
}
