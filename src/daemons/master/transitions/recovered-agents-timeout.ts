import { markUnreachable } from '../agents/unreachable.ts'
import { exitCode } from '../exit-code.ts'
import type { MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** The time is over that the registry's agents had to come back after a failover. */
export const recoveredAgentsTimeout: Transition<'recovered-agents-timeout'> = (state, _, now) => {
  const { recovered } = state.agents
  if (recovered.size > limit(state)) {
    const reason = `${recovered.size} agents did not come back, more than --recovery_agent_removal_limit`
    return [{ kind: 'exit', code: exitCode.tooManyAgentsLost, reason }]
  }
  return [...recovered].flatMap(([id, { drain, deactivated }]) =>
    markUnreachable(state, { id, drain, deactivated }, 'it did not come back after the failover', now),
  )
}

const limit = ({ agents, settings: { recoveryAgentRemovalLimit: allowed } }: MasterState): number =>
  'count' in allowed ? allowed.count : ((agents.recovered.size + agents.registered.size) * allowed.percent) / 100
