import type { Resource } from '../../../mesos/messages/resource.ts'
import { equal } from '../../../mesos/resources/algebra.ts'
import { isDynamicallyReserved, isPersistentVolume, reservationRole } from '../../../mesos/resources/filters.ts'
import { sameReservations } from '../../../mesos/resources/kind.ts'
import { toUnreserved } from '../../../mesos/resources/reservations.ts'
import { validateResources } from '../../../mesos/resources/validate.ts'
import type { OperationSubject } from './operation-context.ts'
import { each, type Rule } from './rule.ts'

type Table = readonly Rule<OperationSubject>[]

const dynamic: Rule<OperationSubject> = ({ resources }) =>
  each(resources, r => (isDynamicallyReserved(r) ? undefined : `${r.name} is not reserved dynamically`))

/** Agents from before these capabilities can't keep such reservations. */
export const agentKnowsReservations: Rule<OperationSubject> = ({ resources, context: { agentCapabilities: has } }) =>
  each(resources, r => {
    if (reservationRole(r)?.includes('/') && !has.has('HIERARCHICAL_ROLE')) return 'the agent knows no nested roles'
    return (r.reservations?.length ?? 0) > 1 && !has.has('RESERVATION_REFINEMENT')
      ? 'the agent cannot refine reservations'
      : undefined
  })

export const reserveRules: Table = [
  subject => sourceProblem(subject),
  dynamic,
  agentKnowsReservations,
  ({ resources, context: { principal } }) =>
    each(resources, r =>
      principal === undefined || r.reservations?.at(-1)?.principal === principal
        ? undefined
        : `${r.name} is reserved by another principal than '${principal}'`,
    ),
  ({ resources, context: { allocationRole } }) =>
    each(resources, r =>
      allocationRole === undefined || reservationRole(r) === allocationRole
        ? undefined
        : `${r.name} would be reserved for '${reservationRole(r)}', the offer is for '${allocationRole}'`,
    ),
  ({ resources, context: { allocationRole } }) =>
    each(resources, r =>
      allocationRole === undefined && r.allocation_info ? 'an operator cannot use allocated resources' : undefined,
    ),
  ({ resources, context: { frameworkRoles } }) =>
    each(resources, r =>
      frameworkRoles === undefined || frameworkRoles.has(reservationRole(r) ?? '*')
        ? undefined
        : `the framework is not subscribed to '${reservationRole(r)}'`,
    ),
  ({ resources }) =>
    each(resources, r => (isPersistentVolume(r) ? 'a persistent volume cannot be reserved' : undefined)),
  ({ resources }) => each(resources, r => (r.revocable ? 'revocable resources cannot be reserved' : undefined)),
]

export const unreserveRules: Table = [
  dynamic,
  ({ resources }) =>
    each(resources, r => (isPersistentVolume(r) ? 'the persistent volume must be destroyed first' : undefined)),
]

/** With a source, one reservation takes the place of another, of the same amounts. For operators only. */
const sourceProblem = ({ operation, resources, context }: OperationSubject): string | undefined => {
  const source = operation.reserve?.source ?? []
  if (source.length === 0) return undefined
  if (context.allocationRole !== undefined) return 'a framework cannot change reservations of others'
  const problem = validateResources(source)
  if (problem !== undefined) return `in the source, ${problem}`
  if (!alike(source)) return 'the source mixes reservations'
  if (!alike(resources)) return 'the resources mix reservations'
  return equal(toUnreserved(source), toUnreserved(resources)) ? undefined : 'the source holds other amounts'
}

const alike = (resources: readonly Resource[]): boolean =>
  resources.every(({ reservations }) => sameReservations(reservations, resources[0]?.reservations))
