import type { AgentState, AllocatorState } from './state.ts'

/** The agents that a cycle is to look at, in turn: a large cycle takes several goes, and new candidates join at the end. */
export interface Waiting {
  readonly list: AgentState[]
  /** Those before it have had their turn. */
  head: number
}

export const howManyWait = ({ waiting }: AllocatorState): number => waiting.list.length - waiting.head

export const waitingAt = ({ waiting }: AllocatorState, index: number): AgentState => waiting.list[waiting.head + index]!

/** In an order of chance. Who waits already keeps its place; ids that are unknown are passed over. */
export const enqueue = (state: AllocatorState, ids: ReadonlySet<string> | 'all', random: () => number): void => {
  const fresh: AgentState[] = []
  for (const agent of ids === 'all' ? state.agents.values() : known(state, ids)) if (!agent.waits) fresh.push(agent)
  for (const agent of shuffled(fresh, random)) {
    agent.waits = true
    state.waiting.list.push(agent)
  }
}

export const takeFirst = ({ waiting }: AllocatorState): AgentState => {
  const agent = waiting.list[waiting.head++]!
  agent.waits = false
  if (waiting.head * 2 > waiting.list.length) {
    waiting.list.splice(0, waiting.head)
    waiting.head = 0
  }
  return agent
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
