import { isOfferable } from './offerable.ts'
import type { AgentState, AllocatorState } from './state.ts'

/** Those of the candidates that may be offered, in an order of chance. */
export const candidatesOf = (
  state: AllocatorState,
  candidates: ReadonlySet<string> | 'all',
  random: () => number,
): AgentState[] => {
  const agents = candidates === 'all' ? state.agents.values() : known(state, candidates)
  return shuffled(
    [...agents].filter(agent => isOfferable(state, agent)),
    random,
  )
}

function* known(state: AllocatorState, ids: ReadonlySet<string>) {
  for (const id of ids) {
    const agent = state.agents.get(id)
    if (agent) yield agent
  }
}

const shuffled = <T>(items: T[], random: () => number): T[] => {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  return items
}
