import { frameworkUpdate } from '../agents/frameworks.ts'
import { frameworkUpdated } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { agentsOf } from '../frameworks/agents.ts'
import { changeInfo } from '../frameworks/change-info.ts'
import { refusedSubscription } from '../frameworks/refused.ts'
import { validateFrameworkUpdate } from '../validation/framework.ts'
import { frameworkView } from '../views/framework.ts'
import type { Transition } from './transition.ts'

/** Unlike a new subscription it refuses what may not change. */
export const updateFramework: Transition<'update-framework'> = (state, { frameworkId, call, request }) => {
  const reply = (status: number, body?: string): Effect => ({ kind: 'reply', request, status, body })
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return [reply(409, 'Framework was removed')]
  const why =
    validateFrameworkUpdate(framework.info, call.framework_info) ?? refusedSubscription(state, { ...framework, call })
  if (why !== undefined) return [reply(400, why)]
  return [
    ...changeInfo(state, framework, call.framework_info, call.suppressed_roles ?? [], call.offer_constraints),
    ...frameworkUpdated(state, framework),
    ...agentsOf(state, framework)
      .filter(agent => agent.connected)
      .map(agent => frameworkUpdate(agent, framework)),
    {
      kind: 'publish',
      event: { type: 'FRAMEWORK_UPDATED', framework_updated: { framework: frameworkView(framework) } },
    },
    reply(200),
  ]
}
