import { redirect, unavailable } from '../../../http/answer.ts'
import type { Answer } from '../../../http/types.ts'
import type { MasterState } from '../state.ts'

/** What a master that does not serve answers: where the leader is, or 503. Undefined: this one serves. */
export const elsewhere = (state: MasterState, path: string): Answer | undefined => {
  if (state.phase === 'leading') return undefined
  if (state.phase === 'recovering') return unavailable('Leader elected, but not recovered yet')
  const { leader } = state
  if (leader === undefined || leader.id === state.info.id) return unavailable('No leader elected')
  return redirect(`//${leader.hostname ?? leader.address?.hostname}:${leader.address?.port ?? leader.port}${path}`)
}
