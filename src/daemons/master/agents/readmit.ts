import type { ReregisterSlaveMessage } from '../../../mesos/messages/internal-agent.ts'

import { drainedIfEmpty } from '../draining/drained.ts'
import { tellOfDrain } from '../draining/tell-agent.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import { sentHomeIfDown } from '../maintenance/agents.ts'
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
  return [
    ...(agent ? refresh(state, agent, event, now) : bringBack(state, event, now)),
    ...drainAgain(state, state.agents.registered.get(id)!, now),
    ...sentHomeIfDown(state, state.agents.registered.get(id)!),
    { kind: 'count', metric: 'master/slave_reregistrations' },
    info('an agent re-registered', { agent: id, pid: event.from, tasks: event.message.tasks?.length ?? 0 }),
  ]
}

/** One with resource providers has yet to tell its operations: until then nobody knows whether it is empty. */
const drainAgain = (state: MasterState, agent: Agent, now: number): Effect[] => [
  ...tellOfDrain(state, agent),
  ...(agent.capabilities.has('RESOURCE_PROVIDER') ? [] : drainedIfEmpty(state, agent, now)),
]
