import { equal } from '../../mesos/resources/index.ts'
import { text } from './books.ts'
import type { InvariantKind } from './invariant.ts'

/** What is reserved is decided in two places, by operations that may be lost between them. */
export const converged: InvariantKind = {
  name: 'views-converge',
  says: 'when faults end, leader and agents come to say the same of what is reserved, and of volumes',
  create: ({ leaders, agents }, report) => ({
    end: () => {
      const leader = leaders.find(({ state }) => state?.phase === 'leading')?.state
      for (const { name, state } of agents) {
        const id = state?.info.id?.value ?? ''
        const seen = leader?.agents.registered.get(id)
        if (state === undefined || seen === undefined || seen.speculation !== undefined) continue
        if (equal(seen.checkpointed, [...state.checkpointedResources])) continue
        report(`${name} has ${text(state.checkpointedResources)}, its leader thinks ${text(seen.checkpointed)}`, [id])
      }
    },
  }),
}
