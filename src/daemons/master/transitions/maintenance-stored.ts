import { putInForce, sendHome } from '../maintenance/agents.ts'
import { machineKey, machineKeyOf } from '../maintenance/machine-key.ts'
import type { Agent, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** The registry has the plan. Agents on machines that went down with it leave. */
export const maintenanceStored: Transition<'maintenance-stored'> = (state, { plan, down = [], request }) => [
  ...putInForce(state, plan),
  ...onMachines(state, new Set(down.map(machineKey))).flatMap(agent => sendHome(state, agent)),
  { kind: 'reply', request, status: 200 },
]

const onMachines = (state: MasterState, keys: ReadonlySet<string>): Agent[] =>
  (keys.size === 0 ? [] : [...state.maintenance.agents]).flatMap(id => {
    const agent = state.agents.registered.get(id)
    return agent && keys.has(machineKeyOf(agent.info.hostname, agent.pid)) ? [agent] : []
  })
