import { answerInadmissible, inadmissible } from '../agents/admissible.ts'
import { registered } from '../agents/answers.ts'
import type { RegistryChange } from '../effects.ts'
import type { Transition } from './transition.ts'

/** An agent that has no id. Admitted when the registry has it on disk; then `agent-admitted`. */
export const registerAgent: Transition<'register-agent'> = (state, event) => {
  const { from, message } = event
  const refusal = inadmissible(state, from, message.agent, message.version)
  if (refusal) return answerInadmissible(from, refusal)
  if (state.agents.inTransition.has(from)) return []
  const old = state.agents.registered.get(state.agents.byPid.get(from) ?? '')
  if (old?.connected) return [registered(state, old)]

  const agentId = `${state.info.id}-S${state.next.agent++}`
  const info = { ...message.agent, id: { value: agentId } }
  const changes: RegistryChange[] = [{ kind: 'put', record: { area: 'agents', key: agentId, value: { info } } }]
  if (old) changes.unshift({ kind: 'delete', area: 'agents', key: old.id })
  state.agents.inTransition.set(from, 'admitting')
  return [{ kind: 'store', changes, next: { ...event, kind: 'agent-admitted', agentId, replaces: old?.id } }]
}
