import type { InvariantKind } from './invariant.ts'
import { offersIn } from './told.ts'

/** A role has what is reserved for it and for the roles above it. */
export const reserved: InvariantKind = {
  name: 'reserved-for-its-role',
  says: 'what is reserved for a role is offered to that role, or to one below it, and to no other',
  create: (_, report) => ({
    leaderStepped: (_node, _event, effects) => {
      for (const effect of effects) {
        for (const { id, agent_id, allocation_info, resources = [] } of offersIn(effect)) {
          const role = allocation_info?.role ?? '*'
          for (const { name, reservations = [] } of resources) {
            const owner = reservations.at(-1)?.role
            if (owner === undefined || role === owner || role.startsWith(`${owner}/`)) continue
            report(`${name} is reserved for ${owner} and offered to ${role}`, [id.value, agent_id.value])
          }
        }
      }
    },
  }),
}
