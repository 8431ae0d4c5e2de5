import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { contains, type Resources } from '../../../mesos/resources/algebra.ts'
import {
  isDynamicallyReserved,
  isPersistentVolume,
  isUnreserved,
  reservationRole,
} from '../../../mesos/resources/filters.ts'
import { isIndivisible } from '../../../mesos/resources/kind.ts'
import { validateResources } from '../../../mesos/resources/validate.ts'
import { scalarOf } from '../../../mesos/resources/value.ts'
import { each, firstProblem, type Rule } from './rule.ts'

export interface OperationContext {
  /** Who asks: the framework's principal, or the operator's. */
  readonly principal?: string
  /** Of the offers; absent: an operator asks, and nothing may carry `allocation_info`. */
  readonly allocationRole?: string
  readonly frameworkRoles?: ReadonlySet<string>
  readonly agentCapabilities: ReadonlySet<string>
  /** The agent's total. */
  readonly total: Resources
  /** What tasks and executors on the agent use. */
  readonly used: Resources
}

/** RESERVE, UNRESERVE, CREATE, DESTROY, GROW_VOLUME, SHRINK_VOLUME; resources in post-refinement form. facts/api-v1.md 5.3, 10. */
export const validateOperation = (operation: OfferOperation, context: OperationContext): string | undefined => {
  const [rules, resources] = tableFor(operation)
  if (!rules) return `operation ${operation.type ?? 'without type'} is not supported`
  return firstProblem([...every, ...rules], { operation, resources, context })
}

interface Subject {
  readonly operation: OfferOperation
  /** All that the operation names. */
  readonly resources: readonly Resource[]
  readonly context: OperationContext
}

const tableFor = (operation: OfferOperation): [readonly Rule<Subject>[] | undefined, readonly Resource[]] => {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume } = operation
  switch (operation.type) {
    case 'RESERVE':
      return [reserveRules, reserve?.resources ?? []]
    case 'UNRESERVE':
      return [unreserveRules, unreserve?.resources ?? []]
    case 'CREATE':
      return [createRules, create?.volumes ?? []]
    case 'DESTROY':
      return [destroyRules, destroy?.volumes ?? []]
    case 'GROW_VOLUME':
      return [growRules, grow_volume ? [grow_volume.volume, grow_volume.addition] : []]
    case 'SHRINK_VOLUME':
      return [shrinkRules, shrink_volume ? [shrink_volume.volume] : []]
    default:
      return [undefined, []]
  }
}

const every: readonly Rule<Subject>[] = [
  ({ resources }) => (resources.length === 0 ? 'the operation names no resources' : undefined),
  ({ resources }) => validateResources(resources),
  ({ resources, context }) =>
    each(resources, r =>
      r.allocation_info?.role === context.allocationRole ? undefined : wrongAllocation(context.allocationRole),
    ),
]

const wrongAllocation = (role: string | undefined): string =>
  role === undefined
    ? 'an operator cannot use allocated resources'
    : `the resources are not those allocated to '${role}'`

const reserveRules: readonly Rule<Subject>[] = [
  ({ resources }) =>
    each(resources, r => (isDynamicallyReserved(r) ? undefined : `${r.name} is not reserved dynamically`)),
  ({ resources, context: { principal } }) =>
    each(resources, r =>
      r.reservations?.at(-1)?.principal === principal ? undefined : `${r.name} is reserved by another principal`,
    ),
  ({ resources, context: { allocationRole } }) =>
    each(resources, r =>
      allocationRole === undefined || reservationRole(r) === allocationRole
        ? undefined
        : `${r.name} would be reserved for '${reservationRole(r)}', the offer is for '${allocationRole}'`,
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
  ({ resources, context: { agentCapabilities } }) =>
    each(resources, r =>
      (r.reservations?.length ?? 0) > 1 && !agentCapabilities.has('RESERVATION_REFINEMENT')
        ? 'the agent cannot refine reservations'
        : undefined,
    ),
]

const unreserveRules: readonly Rule<Subject>[] = [
  ({ resources }) =>
    each(resources, r => (isDynamicallyReserved(r) ? undefined : `${r.name} is not reserved dynamically`)),
  ({ resources }) =>
    each(resources, r => (isPersistentVolume(r) ? 'the persistent volume must be destroyed first' : undefined)),
]

const createRules: readonly Rule<Subject>[] = [
  ({ resources }) => each(resources, r => (isPersistentVolume(r) ? undefined : `${r.name} is not a persistent volume`)),
  ({ resources }) => each(resources, r => (isUnreserved(r) ? 'a volume needs reserved disk' : undefined)),
  ({ resources, context: { principal } }) =>
    each(resources, r =>
      principal === undefined || r.disk!.persistence!.principal === principal
        ? undefined
        : 'the volume names another principal',
    ),
  ({ resources, context: { total } }) =>
    each(resources, r =>
      total.some(other => isSameVolume(other, r))
        ? `the agent has a volume '${r.disk!.persistence!.id}' in this role already`
        : undefined,
    ),
]

const destroyRules: readonly Rule<Subject>[] = [
  ({ resources }) => each(resources, r => (isPersistentVolume(r) ? undefined : `${r.name} is not a persistent volume`)),
  ({ resources, context: { total } }) =>
    each(resources, r =>
      contains(total, [plain(r)]) ? undefined : `the agent has no such volume '${r.disk!.persistence!.id}'`,
    ),
  ({ resources, context: { used } }) =>
    each(resources, r =>
      used.some(o => isSameVolume(o, r)) ? `volume '${r.disk!.persistence!.id}' is in use` : undefined,
    ),
]

const resizeRules: readonly Rule<Subject>[] = [
  ({ context }) => (context.agentCapabilities.has('RESIZE_VOLUME') ? undefined : 'the agent cannot resize volumes'),
  ({ resources: [volume] }) => (isPersistentVolume(volume!) ? undefined : `${volume!.name} is not a persistent volume`),
  ({ resources: [volume] }) => (volume!.shared ? 'a shared volume cannot be resized' : undefined),
  ({ resources: [volume] }) =>
    volume!.disk?.source && volume!.disk.source.type !== 'PATH'
      ? `a volume on a ${volume!.disk.source.type} disk cannot be resized`
      : undefined,
]

const growRules: readonly Rule<Subject>[] = [
  ...resizeRules,
  ({ resources: [, addition] }) => (scalarOf(addition!) > 0 ? undefined : 'nothing is added'),
  ({ resources: [, addition] }) => (isIndivisible(addition!) ? 'a volume cannot be added to another' : undefined),
]

const shrinkRules: readonly Rule<Subject>[] = [
  ...resizeRules,
  ({ operation }) => ((operation.shrink_volume?.subtract.value ?? 0) > 0 ? undefined : 'nothing is taken'),
  ({ operation, resources: [volume] }) =>
    scalarOf(volume!) > operation.shrink_volume!.subtract.value ? undefined : 'nothing would be left of the volume',
]

const isSameVolume = (a: Resource, b: Resource): boolean =>
  a.disk?.persistence !== undefined &&
  a.disk.persistence.id === b.disk?.persistence?.id &&
  reservationRole(a) === reservationRole(b)

const plain = ({ allocation_info: _, ...resource }: Resource): Resource => resource
