import { admitted } from '../admitted.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

export const registered: Transition<'registered'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('a registration', from)
  if (state.phase !== 'disconnected') return []
  const given = message.agent_id.value
  if (state.info.id !== undefined && state.info.id.value !== given) {
    return [{ kind: 'exit', code: 1, reason: `registered as ${given}, yet we are ${state.info.id.value}` }]
  }
  const seconds = message.connection?.total_ping_timeout_seconds
  return admitted(state, from, given, seconds === undefined ? undefined : seconds * 1000)
}
