import type { OfferOperation, OperationState } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import {
  applyConversions,
  type Conversion,
  checkpointed,
  conversionsOf,
  mapOperation,
  providerOf,
  toPostRefinement,
  unallocate,
  validateResources,
} from '../../../mesos/resources/index.ts'
import { totalResources } from '../resources/total.ts'
import type { FollowerState } from '../state.ts'

export type OperationPlan =
  | { readonly checkpointed: readonly Resource[] }
  | { readonly state: OperationState; readonly message: string }

/** What of our resources is to be kept once the operation is done, or why it can't be. */
export const planOperation = (state: FollowerState, info: OfferOperation): OperationPlan => {
  const refusal = refusalOf(info)
  if (refusal !== undefined) return { state: 'OPERATION_FAILED', message: refusal }
  const conversions = plainConversions(info)
  const problem = typeof conversions === 'string' ? conversions : problemOf(conversions)
  if (typeof conversions === 'string' || problem !== undefined)
    return { state: 'OPERATION_ERROR', message: problem ?? '' }
  return afterwards(state, conversions)
}

/** What is kept where an operation that was planned could not be carried out after all. */
export const withoutOperation = (state: FollowerState, info: OfferOperation): readonly Resource[] => {
  const conversions = plainConversions(info)
  if (typeof conversions === 'string') return state.checkpointedResources
  const back = conversions.map(({ consumed, converted }) => ({ consumed: converted, converted: consumed })).reverse()
  const before = afterwards(state, back)
  return 'checkpointed' in before ? before.checkpointed : state.checkpointedResources
}

const refusalOf = (info: OfferOperation): string | undefined => {
  if (info.type === 'CREATE_DISK' || info.type === 'DESTROY_DISK') {
    return `${info.type} needs a resource provider (CSI), which this agent does not have`
  }
  const provider = providerOf(info)
  return provider === undefined ? undefined : `the agent has no resource provider '${provider}'`
}

/** Roles and ids become names of folders, so that they are looked at here again although the leader has done so. */
const problemOf = (conversions: readonly Conversion[]): string | undefined =>
  validateResources(conversions.flatMap(({ converted }) => converted))

const afterwards = (state: FollowerState, conversions: readonly Conversion[]): OperationPlan => {
  const applied = applyConversions(totalResources(state), conversions)
  return 'error' in applied
    ? { state: 'OPERATION_FAILED', message: applied.error }
    : { checkpointed: checkpointed(applied.resources) }
}

/** As our total names things: without the role that a framework has them for. */
const plainConversions = (info: OfferOperation): Conversion[] | string =>
  conversionsOf(mapOperation(info, resource => unallocate(toPostRefinement([resource]))[0]!))
