import { eraseDeactivation, isKnown } from '../draining/deactivations.ts'
import { warning } from '../log.ts'
import type { Transition } from './transition.ts'

/** Beyond Mesos: a drain ends before its time. Tasks that were told to end do so; the agent is offered again, wherever it stands. */
export const cancelDrain: Transition<'cancel-drain'> = (state, { agentId, request }) => {
  const refused = (status: number, body: string) => [{ kind: 'reply', request, status, body } as const]
  if (!isKnown(state, agentId)) return refused(404, `Agent ${agentId} is not known`)
  if (state.agents.inTransition.get(agentId) === 'marking-gone') {
    return refused(409, `Agent ${agentId} is being marked gone: that can't be taken back`)
  }
  if (!state.agents.deactivated.written.get(agentId)?.drain) return refused(409, `Agent ${agentId} does not drain`)
  return [
    warning('cancelling a drain', { agent: agentId }),
    eraseDeactivation(state, agentId, { kind: 'agent-reactivated', agentId, cancelled: true, request }),
  ]
}
