import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { validateResources } from '../../../mesos/resources/validate.ts'
import { diskRules } from './disks.ts'
import type { OperationContext, OperationSubject } from './operation-context.ts'
import { reserveRules, unreserveRules } from './reservations.ts'
import { each, firstProblem, type Rule } from './rule.ts'
import { createRules, destroyRules, growRules, shrinkRules } from './volumes.ts'

export type { OperationContext } from './operation-context.ts'

/** Every operation of an ACCEPT but launches, and those of operators; resources in post-refinement form. facts/api-v1.md 5.3, 10. */
export const validateOperation = (operation: OfferOperation, context: OperationContext): string | undefined => {
  const [rules, resources] = tableFor(operation)
  if (!rules) return `operation ${operation.type ?? 'without type'} is not supported`
  return firstProblem([...every, ...rules], { operation, resources, context })
}

const tableFor = (operation: OfferOperation): [readonly Rule<OperationSubject>[] | undefined, readonly Resource[]] => {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } = operation
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
    case 'CREATE_DISK':
      return [diskRules, create_disk ? [create_disk.source] : []]
    case 'DESTROY_DISK':
      return [diskRules, destroy_disk ? [destroy_disk.source] : []]
    default:
      return [undefined, []]
  }
}

const every: readonly Rule<OperationSubject>[] = [
  ({ resources }) => (resources.length === 0 ? 'the operation names no resources' : undefined),
  ({ resources }) => validateResources(resources),
  ({ resources }) =>
    new Set(resources.map(({ provider_id }) => provider_id?.value)).size > 1
      ? 'the resources are not of one resource provider'
      : undefined,
  ({ resources, context: { allocationRole } }) =>
    each(resources, r =>
      allocationRole === undefined || r.allocation_info?.role === allocationRole
        ? undefined
        : `the resources are not those allocated to '${allocationRole}'`,
    ),
]
