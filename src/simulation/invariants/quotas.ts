import { quotaConsumption } from '../../daemons/master/allocator/allocator.ts'
import { topLevelRole } from '../../mesos/roles.ts'
import type { InvariantKind } from './invariant.ts'
import { offersIn } from './told.ts'

const SLACK = 0.0005 // half of a thousandth: what scalars are rounded to

/** At each offer; limits that are set below what a role holds, and tasks that come back with their agents, take nothing away. */
export const quotas: InvariantKind = {
  name: 'quota-limits',
  says: 'nothing is offered to a role beyond the limit of its quota',
  create: (_, report) => ({
    leaderStepped: ({ state }, _event, effects) => {
      if (state === undefined || state.quotas.size === 0) return
      for (const effect of effects) {
        for (const offer of offersIn(effect)) {
          const role = topLevelRole(offer.allocation_info?.role ?? '*')
          const limits = state.quotas.get(role)?.limits ?? {}
          const consumed = quotaConsumption(state.allocator, role)
          for (const [name, { value }] of Object.entries(limits)) {
            const more = offer.resources?.some(one => one.name === name && (one.reservations?.length ?? 0) === 0)
            if (!more || (consumed[name] ?? 0) <= value + SLACK) continue
            report(`role ${role} may have ${name}:${value}, is offered up to ${consumed[name]}`, [offer.id.value, role])
          }
        }
      }
    },
  }),
}
