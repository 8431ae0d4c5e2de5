import { scheduleDeparture } from '../agents/departures.ts'
import { exitCode } from '../exit-code.ts'
import type { MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** The time is over that the registry's agents had to come back after a failover. */
export const recoveredAgentsTimeout: Transition<'recovered-agents-timeout'> = (state, { of }, now) => {
  const { recovered } = state.agents
  if (recovered.size > limit(state, of)) {
    const reason = `${recovered.size} of ${of} agents did not come back, more than --recovery_agent_removal_limit`
    return [{ kind: 'exit', code: exitCode.tooManyAgentsLost, reason }]
  }
  return [...recovered.keys()].flatMap(id => scheduleDeparture(state, id, 'lost', now))
}

const limit = ({ settings: { recoveryAgentRemovalLimit: allowed } }: MasterState, of: number): number =>
  'count' in allowed ? allowed.count : (of * allowed.percent) / 100
