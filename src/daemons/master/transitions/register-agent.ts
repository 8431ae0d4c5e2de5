import { answerInadmissible, inadmissible } from '../agents/admissible.ts'
import { registered } from '../agents/answers.ts'
import { forgetDeactivation } from '../draining/deactivations.ts'
import type { RegistryChange } from '../effects.ts'
import type { MasterState } from '../state.ts'
import { validateRegistration } from '../validation/agent.ts'
import type { Transition } from './transition.ts'

/** An agent that has no id. Admitted when the registry has it on disk; then `agent-admitted`. */
export const registerAgent: Transition<'register-agent'> = (state, event) => {
  const { from, message } = event
  const refusal = inadmissible(state, from, message, validateRegistration(message))
  if (refusal) return answerInadmissible(from, refusal)
  if (state.agents.inTransition.has(from)) return []
  const old = state.agents.registered.get(state.agents.byPid.get(from) ?? '')
  if (old?.connected) return [registered(state, old)]

  const agentId = nextId(state)
  const info = { ...message.agent, id: { value: agentId } }
  const changes: RegistryChange[] = [{ kind: 'put', record: { area: 'agents', key: agentId, value: { info } } }]
  if (old) changes.unshift({ kind: 'delete', area: 'agents', key: old.id }, ...forgetDeactivation(state, old.id))
  state.agents.inTransition.set(from, 'admitting')
  return [{ kind: 'store', changes, next: { ...event, kind: 'agent-admitted', agentId, replaces: old?.id } }]
}

/** One that no agent has, not even one that made its id up. */
const nextId = ({ info, next, agents }: MasterState): string => {
  const { registered, recovered, unreachable, gone, removed, inTransition } = agents
  const taken = (id: string) =>
    [registered, recovered, unreachable, gone, removed, inTransition].some(table => table.has(id))
  let id: string
  do id = `${info.id}-S${next.agent++}`
  while (taken(id))
  return id
}
