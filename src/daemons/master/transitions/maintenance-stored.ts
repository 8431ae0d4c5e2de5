import { removeForGood } from '../agents/remove-for-good.ts'
import type { Effect } from '../effects.ts'
import { putInForce } from '../maintenance/agents.ts'
import { machineKey, machineKeyOf } from '../maintenance/machine-key.ts'
import { toAgent } from '../send.ts'
import type { Agent, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** The registry has the plan. Agents on machines that went down are told to stop and taken out, in case that they don't hear it. */
export const maintenanceStored: Transition<'maintenance-stored'> = (state, { plan, down = [], request }) => {
  const keys = new Set(down.map(machineKey))
  const leaving = keys.size === 0 ? [] : onMachines(state, keys)
  return [
    ...putInForce(state, plan),
    ...leaving.flatMap((agent): Effect[] => [
      toAgent(agent, 'ShutdownMessage', { message: DOWN }),
      ...removeForGood(state, agent, DOWN),
    ]),
    { kind: 'reply', request, status: 200 },
  ]
}

const DOWN = "Operator initiated 'Machine DOWN'"

const onMachines = (state: MasterState, keys: ReadonlySet<string>): Agent[] =>
  [...state.maintenance.agents].flatMap(id => {
    const agent = state.agents.registered.get(id)
    return agent && keys.has(machineKeyOf(agent.info.hostname, agent.pid)) ? [agent] : []
  })
