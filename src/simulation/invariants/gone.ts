import type { InvariantKind } from './invariant.ts'

/** Whoever leads and knows of it, does not have it. */
export const gone: InvariantKind = {
  name: 'gone-stays-gone',
  says: 'an agent that was marked gone is never registered again',
  create: ({ leaders }, report) => ({
    leaderStepped: ({ state }, event) => {
      if (event.kind !== 'agent-admitted' && event.kind !== 'agent-readmitted' && event.kind !== 'reregister-agent')
        return
      const id = event.kind === 'agent-admitted' ? event.agentId : event.message.agent.id?.value
      if (id && state?.agents.gone.has(id) && state.agents.registered.has(id)) report(`agent ${id} came back`, [id])
    },
    sweep: () => {
      for (const { state } of leaders) {
        for (const id of state?.agents.gone.keys() ?? []) {
          if (state!.agents.registered.has(id)) report(`agent ${id} is gone and registered`, [id])
        }
      }
    },
  }),
}
