import type { Effect } from './effects.ts'
import { tellOperations } from './operations/tell-operations.ts'
import { expectPing } from './registration.ts'
import type { FollowerState } from './state.ts'
import { resendAll } from './status-updates/stream.ts'
import { validateId } from './validation.ts'

/** The leader `from` has us as this agent. `pingTimeout`: ms, where it says so. */
export const admitted = (state: FollowerState, from: string, given: string, pingTimeout?: number): Effect[] => {
  const problem = given === 'latest' ? "'latest' is no agent id" : validateId('agent id', given)
  if (problem !== undefined) return [{ kind: 'exit', code: 1, reason: `the leader ${from} registered us: ${problem}` }]
  state.info = { ...state.info, id: { value: given } }
  state.phase = 'running'
  state.pingTimeout = pingTimeout ?? state.pingTimeout
  return [
    { kind: 'log', level: 'info', message: `registered with ${from} as agent ${given}` },
    { kind: 'checkpoint-agent', info: state.info },
    { kind: 'cancel-timer', id: 'registration' },
    expectPing(state),
    ...tellOperations(state),
    ...resendAll(state),
  ]
}

/**
 * Our leader sends work, so it has us, although we have not heard so: its answer came while we knew of no leader. The work says who we are, for
 * what we would tell of it must bear our name.
 */
export const admittedByWork = (state: FollowerState, from: string, agentId: string | undefined): Effect[] =>
  state.info.id !== undefined || state.phase !== 'disconnected' || agentId === undefined
    ? []
    : admitted(state, from, agentId)

/** Before we have a name only work that says it counts; all else the leader learns from our registration. */
export const isNameless = ({ info }: FollowerState): boolean => info.id === undefined
