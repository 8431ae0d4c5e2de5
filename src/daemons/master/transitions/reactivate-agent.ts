import { eraseDeactivation } from '../draining/deactivations.ts'
import { info } from '../log.ts'
import type { Transition } from './transition.ts'

/** As in Mesos, not while it drains: that is what `cancel-drain` is for. */
export const reactivateAgent: Transition<'reactivate-agent'> = (state, { agentId, request }) => {
  const refused = (status: number, body: string) => [{ kind: 'reply', request, status, body } as const]
  const deactivation = state.agents.deactivated.written.get(agentId)
  if (deactivation === undefined) return refused(400, 'Agent is not deactivated')
  if (deactivation.drain?.state === 'DRAINING') return refused(400, 'Agent is still in the DRAINING state')
  return [
    info('reactivating an agent', { agent: agentId }),
    eraseDeactivation(state, agentId, { kind: 'agent-reactivated', agentId, request }),
  ]
}
