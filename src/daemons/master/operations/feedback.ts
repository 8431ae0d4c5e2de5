import type { OperationState } from '../../../mesos/messages/offer.ts'
import { providerOf } from '../../../mesos/resources/index.ts'
import type { Effect } from '../effects.ts'
import { notify } from '../frameworks/notify.ts'
import type { Agent, MasterState } from '../state.ts'
import { countOperation } from './count.ts'
import { forgetOperation, isOver } from './forget.ts'

/**
 * The agent is not there any more, nor are its operations. Frameworks that want to hear of theirs hear so once, where `state` says what
 * became of them; whoever misses it can ask.
 */
export const leaveOperations = (
  state: MasterState,
  agent: Agent,
  end: { readonly state: OperationState; readonly message: string } | undefined,
): Effect[] => {
  const effects: Effect[] = []
  for (const operation of [...agent.operations.values()]) {
    const { info, latest_status, framework_id } = operation
    forgetOperation(state, agent, operation)
    if (end === undefined) continue
    if (end.state === 'OPERATION_GONE_BY_OPERATOR' && !isOver(latest_status.state)) {
      effects.push(...countOperation(info, end.state))
    }
    const framework = state.frameworks.get(framework_id?.value ?? '')
    if (framework === undefined || !info.id) continue
    const provider = providerOf(info)
    const status = {
      operation_id: info.id,
      ...end,
      agent_id: { value: agent.id },
      ...(provider !== undefined && { resource_provider_id: { value: provider } }),
    }
    effects.push(...notify(framework, { type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } }))
  }
  return effects
}
