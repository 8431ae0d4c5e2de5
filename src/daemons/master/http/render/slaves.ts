import type { MasterState } from '../../state.ts'
import { agentFullView, recoveredAgentView } from './agent.ts'
import { listOf, objectOf, type Pieces } from './pieces.ts'
import { seconds } from './seconds.ts'

/** PURE. /slaves, all of them or one. */
export const slavesPieces = (state: MasterState, agentId?: string): Pieces => {
  const wanted = (id: string) => agentId === undefined || id === agentId
  const registered = [...state.agents.registered.values()].filter(({ id }) => wanted(id))
  const recovered = [...state.agents.recovered].filter(([id]) => wanted(id))
  const unreachable = [...state.agents.unreachable].filter(([id]) => wanted(id))
  return objectOf(
    {},
    {
      slaves: listOf(registered, agent => JSON.stringify(agentFullView(state, agent))),
      recovered_slaves: listOf(recovered, ([id, { info }]) => JSON.stringify(recoveredAgentView(id, info))),
      // ours alone, where there are any: Mesos tells nobody on which machine an agent was that it has given up
      ...(unreachable.length > 0 && {
        unreachable_slaves: listOf(unreachable, ([id, { since, at }]) =>
          JSON.stringify({ id, ...at, unreachable_time: seconds(since) }),
        ),
      }),
    },
  )
}
