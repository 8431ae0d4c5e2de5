import { resendOperationUpdates } from '../operations/operation-streams.ts'
import { expectPing, ignored, isFromMaster, sendAgentUpdate } from '../registration.ts'
import { resendAll } from '../status-updates/stream.ts'
import { validateId } from '../validation.ts'
import type { Transition } from './transition.ts'

export const registered: Transition<'registered'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('a registration', from)
  if (state.phase !== 'disconnected') return []
  const given = message.agent_id.value
  if (state.info.id !== undefined && state.info.id.value !== given) {
    return [{ kind: 'exit', code: 1, reason: `registered as ${given}, yet we are ${state.info.id.value}` }]
  }
  const problem = given === 'latest' ? "'latest' is no agent id" : validateId('agent id', given)
  if (problem !== undefined) return [{ kind: 'exit', code: 1, reason: `the leader ${from} registered us: ${problem}` }]
  state.info = { ...state.info, id: message.agent_id }
  state.phase = 'running'
  state.pingTimeout = (message.connection?.total_ping_timeout_seconds ?? state.pingTimeout / 1000) * 1000
  return [
    { kind: 'log', level: 'info', message: `registered with ${from} as agent ${given}` },
    { kind: 'checkpoint-agent', info: state.info },
    { kind: 'cancel-timer', id: 'registration' },
    expectPing(state),
    ...sendAgentUpdate(state),
    ...resendAll(state),
    ...resendOperationUpdates(state),
  ]
}
