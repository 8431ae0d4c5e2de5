import type { ReregisterSlaveMessage } from '../../../mesos/messages/internal-agent.ts'

import { drainedIfEmpty } from '../draining/drained.ts'
import { tellOfDrain } from '../draining/tell-agent.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import { sentHomeIfDown } from '../maintenance/agents.ts'
import { lookAgain } from '../maintenance/inverse-offers.ts'
import type { Agent, MasterState } from '../state.ts'
import { bringBack } from './bring-back.ts'
import { refresh } from './refresh.ts'

export interface Return {
  readonly from: string
  readonly message: ReregisterSlaveMessage
}

/** The agent may come back: one that was here all the time is brought up to date, any other enters with what it brings. */
export const readmit = (state: MasterState, event: Return, now: number): Effect[] => {
  const id = event.message.agent.id!.value
  const agent = state.agents.registered.get(id)
  const effects = agent ? refresh(state, agent, event, now) : bringBack(state, event, now)
  return [
    ...effects,
    ...putAside(state, state.agents.registered.get(id)!, now),
    { kind: 'count', metric: 'master/slave_reregistrations' },
    info('an agent re-registered', { agent: id, pid: event.from, tasks: event.message.tasks?.length ?? 0 }),
  ]
}

/** What operators want of it. One with resource providers has yet to tell its operations: until then nobody knows whether it is empty. */
const putAside = (state: MasterState, agent: Agent, now: number): Effect[] => {
  lookAgain(agent)
  return [
    ...tellOfDrain(state, agent),
    ...(agent.capabilities.has('RESOURCE_PROVIDER') ? [] : drainedIfEmpty(state, agent, now)),
    ...sentHomeIfDown(state, agent),
  ]
}
