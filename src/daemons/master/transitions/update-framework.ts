import { toJson } from '../../../mesos/messages/codec/index.ts'
import { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { frameworkUpdated } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { changeInfo } from '../frameworks/change-info.ts'
import { notify } from '../frameworks/notify.ts'
import { refusedInfo, refusedOptions, unauthorizedRole } from '../frameworks/refused.ts'
import { tellOthers } from '../frameworks/tell-others.ts'
import { principalOf } from '../may.ts'
import { sameMessage } from '../resources.ts'
import type { Framework } from '../state.ts'
import { validateFrameworkUpdate } from '../validation/framework.ts'
import type { Transition } from './transition.ts'

/** Unlike a new subscription it refuses what may not change. Agents and subscribers hear only of another FrameworkInfo. */
export const updateFramework: Transition<'update-framework'> = (state, { frameworkId, call, request }) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return answer(framework, request, 409, 'Framework was removed')
  const { framework_info: info, suppressed_roles = [], offer_constraints } = call
  const why = refusedInfo(state, call) ?? validateFrameworkUpdate(framework.info, info) ?? refusedOptions(state, call)
  if (why !== undefined) return answer(framework, request, 400, why)
  const unauthorized = unauthorizedRole(state, info, principalOf(framework))
  if (unauthorized !== undefined) return answer(framework, request, 403, unauthorized)
  const changed = !isSame(framework.info, info)
  return [
    ...changeInfo(state, framework, info, suppressed_roles, offer_constraints),
    ...frameworkUpdated(state, framework),
    ...(changed ? tellOthers(state, framework) : []),
    ...answer(framework, request, 200),
  ]
}

/** An old-style framework, whose call is no request, hears of a refusal only. */
const answer = (
  framework: Framework | undefined,
  request: number | undefined,
  status: number,
  body?: string,
): Effect[] => {
  if (request !== undefined) return [{ kind: 'reply', request, status, body }]
  return framework && body !== undefined ? notify(framework, { type: 'ERROR', error: { message: body } }) : []
}

/** Unset and set to the default is the same. */
const isSame = (a: FrameworkInfo, b: FrameworkInfo): boolean =>
  sameMessage(toJson(FrameworkInfo, a), toJson(FrameworkInfo, b))
