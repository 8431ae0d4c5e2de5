import type { Transition } from './transition.ts'

export const leaderDetected: Transition<'leader-detected'> = (state, { leader }) => {
  state.leader = leader
  return []
}
