import { frameworkUpdate } from '../agents/frameworks.ts'
import type { Effect } from '../effects.ts'
import type { Framework, MasterState } from '../state.ts'
import { frameworkView } from '../views/framework.ts'
import { agentsOf } from './agents.ts'

/** A framework is another than before: subscribers of the operator API hear so, and the agents that run something of it. */
export const tellOthers = (state: MasterState, framework: Framework): Effect[] => [
  published(framework),
  ...agentsOf(state, framework)
    .filter(agent => agent.connected)
    .map(agent => frameworkUpdate(agent, framework)),
]

export const published = (framework: Framework): Effect => ({
  kind: 'publish',
  event: { type: 'FRAMEWORK_UPDATED', framework_updated: { framework: frameworkView(framework) } },
})
