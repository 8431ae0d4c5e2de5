import type { Effect, RegistryChange } from '../effects.ts'
import type { Event } from '../events.ts'
import type { DeactivatedAgent } from '../registrar/messages.ts'
import type { Agent, Deactivation, MasterState } from '../state.ts'

/** Whether the agent is one that can be put aside, wherever it stands. */
export const isKnown = ({ agents }: MasterState, agentId: string): boolean =>
  agents.registered.has(agentId) || agents.recovered.has(agentId) || agents.unreachable.has(agentId)

/** `written` is what later calls go by, at once; `next` follows when it is durable. */
export const writeDeactivation = (
  state: MasterState,
  agentId: string,
  deactivation: Deactivation,
  next: Event,
): Effect => {
  state.agents.deactivated.written.set(agentId, deactivation)
  const value = recordOf(agentId, deactivation)
  return { kind: 'store', changes: [{ kind: 'put', record: { area: 'deactivated', key: agentId, value } }], next }
}

export const eraseDeactivation = (state: MasterState, agentId: string, next: Event): Effect => {
  state.agents.deactivated.written.delete(agentId)
  return { kind: 'store', changes: [{ kind: 'delete', area: 'deactivated', key: agentId }], next }
}

/** To be written together with the agent's removal from the registry. */
export const forgetDeactivation = ({ agents }: MasterState, agentId: string): RegistryChange[] => {
  agents.deactivated.inForce.delete(agentId)
  agents.deactivated.cancelled.delete(agentId)
  return agents.deactivated.written.delete(agentId) ? [{ kind: 'delete', area: 'deactivated', key: agentId }] : []
}

/** What the registry had is in force; entries of agents that it has not, left by a leader that ended in between, go. */
export const recoverDeactivations = (state: MasterState): Effect[] => {
  const { written, inForce } = state.agents.deactivated
  const orphans = [...written.keys()].filter(id => !isKnown(state, id))
  const changes = orphans.flatMap(id => forgetDeactivation(state, id))
  for (const [id, deactivation] of written) inForce.set(id, deactivation)
  return changes.length === 0
    ? []
    : [{ kind: 'store', changes, next: { kind: 'registry-pruned', unreachable: [], gone: [] } }]
}

/** What is in force of the registry, on an agent that is registered. */
export const takeDeactivation = ({ agents }: MasterState, agent: Agent): void => {
  const deactivation = agents.deactivated.inForce.get(agent.id)
  agent.deactivated = deactivation !== undefined
  agent.drain = deactivation?.drain
}

const recordOf = (agentId: string, { since, drain }: Deactivation): DeactivatedAgent => ({
  id: { value: agentId },
  since: { nanoseconds: since * 1e6 },
  ...(drain && { drain_info: { state: drain.state, config: drain.config } }),
  ...(drain?.startedAt !== undefined && { drain_started: { nanoseconds: drain.startedAt * 1e6 } }),
})

export const deactivationOf = ({ since, drain_info, drain_started }: DeactivatedAgent): Deactivation => ({
  since: ms(since),
  ...(drain_info && {
    drain: {
      state: drain_info.state,
      config: drain_info.config,
      ...(drain_started && { startedAt: ms(drain_started) }),
    },
  }),
})

const ms = ({ nanoseconds }: { nanoseconds: number }) => Math.round(nanoseconds / 1e6)
