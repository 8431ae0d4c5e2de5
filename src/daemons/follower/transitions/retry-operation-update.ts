import { retryHead } from '../operations/operation-streams.ts'
import type { Transition } from './transition.ts'

export const retryOperationUpdate: Transition<'retry-operation-update'> = (state, { uuid }) => {
  const held = state.operations.get(uuid)
  return held === undefined ? [] : retryHead(state, held)
}
