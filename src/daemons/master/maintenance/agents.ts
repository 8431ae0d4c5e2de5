import { removeForGood } from '../agents/remove-for-good.ts'
import { reconsidered } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { sameMessage } from '../resources.ts'
import { toAgent } from '../send.ts'
import type { Agent, MaintenancePlan, MasterState } from '../state.ts'
import { rescindInverseOffers } from './inverse-offers.ts'
import { machineKeyOf } from './machine-key.ts'

/** An agent that registers learns whether its machine is to be out of service. */
export const enterMaintenance = (state: MasterState, agent: Agent): void => {
  const { machines } = state.maintenance.inForce
  if (machines.size > 0) setUnavailability(state, agent, machines)
}

/** Told to stop and taken out, for its machine is down; in case that it does not hear it. */
export const sendHome = (state: MasterState, agent: Agent): Effect[] => [
  toAgent(agent, 'ShutdownMessage', { message: DOWN }),
  ...removeForGood(state, agent, DOWN),
]

const DOWN = "Operator initiated 'Machine DOWN'"

/** The machine went down while the registry wrote that the agent is there. */
export const sentHomeIfDown = (state: MasterState, agent: Agent): Effect[] => {
  const { machines } = state.maintenance.inForce
  const machine = agent.maintenance && machines.get(machineKeyOf(agent.info.hostname, agent.pid))
  return machine?.mode === 'DOWN' ? sendHome(state, agent) : []
}

export const leaveMaintenance = (state: MasterState, agent: Agent): Effect[] => {
  state.maintenance.agents.delete(agent.id)
  return rescindInverseOffers(state, agent.inverseOffers)
}

/** From now on this plan counts: where it is another for an agent, its offers are made anew and its frameworks asked again. */
export const putInForce = (state: MasterState, plan: MaintenancePlan): Effect[] => {
  state.maintenance.inForce = plan
  return concerned(state, plan).flatMap(agent => {
    const before = agent.maintenance?.unavailability
    const outstanding = [...agent.inverseOffers]
    setUnavailability(state, agent, plan.machines)
    if (sameMessage(before, agent.maintenance?.unavailability)) return []
    return [
      ...rescindAll(state, agent.offers),
      ...rescindInverseOffers(state, outstanding),
      ...reconsidered(state, agent.id),
    ]
  })
}

/** Those that were under maintenance, and those whose host names are in the plan: all others stay as they are. */
const concerned = ({ agents, maintenance }: MasterState, { machines }: MaintenancePlan): Agent[] => {
  const names = new Set([...machines.values()].map(({ id }) => id.hostname?.toLowerCase()))
  return [...agents.registered.values()].filter(
    ({ id, info }) => maintenance.agents.has(id) || names.has(info.hostname.toLowerCase()),
  )
}

const setUnavailability = (state: MasterState, agent: Agent, machines: MaintenancePlan['machines']): void => {
  const unavailability = machines.get(machineKeyOf(agent.info.hostname, agent.pid))?.unavailability
  if (sameMessage(unavailability, agent.maintenance?.unavailability)) return
  agent.maintenance = unavailability && { unavailability, answers: new Map(), refusals: new Map(), lookAgainAt: 0 }
  if (unavailability) state.maintenance.agents.add(agent.id)
  else state.maintenance.agents.delete(agent.id)
}
