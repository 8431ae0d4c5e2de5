import type { Event } from '../../daemons/master/events.ts'
import type { InvariantKind } from './invariant.ts'

/** Whoever leads and knows of it, does not have it. */
export const gone: InvariantKind = {
  name: 'gone-stays-gone',
  says: 'an agent that was marked gone is never registered again',
  create: ({ leaders }, report) => ({
    leaderStepped: ({ state }, event) => {
      const id = idOf(event)
      if (id !== undefined && state?.agents.gone.has(id) && state.agents.registered.has(id)) {
        report(`agent ${id} is gone and registered`, [id])
      }
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

/** The agent that an event may have let in, or marked gone. */
const idOf = (event: Event): string | undefined => {
  if (event.kind === 'agent-gone' || event.kind === 'agent-admitted') return event.agentId
  if (event.kind === 'agent-readmitted' || event.kind === 'reregister-agent') return event.message.agent.id?.value
  return undefined
}
