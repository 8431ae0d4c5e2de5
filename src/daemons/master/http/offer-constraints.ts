import { ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { excludedAgents } from '../allocator/allocator.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'

/** Which agents the offer constraints of each framework exclude, by role: a page of Mesos' allocator, 1.11 and later. */
export const offerConstraintsRoute = ({ state, authorize }: MasterHttp): Route => ({
  path: '/hierarchical-allocator(1)/offer_constraints_debug',
  realm: realmsOf('master').readonly,
  handle: onLeader(state, ({ principal }) => {
    const visible = [...state.frameworks.values()].filter(({ info }) =>
      authorize('VIEW_FRAMEWORK', principal, { value: info.user, framework_info: info }),
    )
    const frameworks = visible.map(({ id, roles, suppressedRoles }) => {
      const excluded = roles.map(role => [role, excludedAgents(state.allocator, id, role)])
      return [
        id,
        { suppressed_roles: [...suppressedRoles], excluded_by_attribute_constraints: Object.fromEntries(excluded) },
      ]
    })
    return ok({ frameworks: Object.fromEntries(frameworks) })
  }),
})
