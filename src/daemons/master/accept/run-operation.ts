import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { contains, isShared, unallocate } from '../../../mesos/resources/index.ts'
import type { Effect } from '../effects.ts'
import { notify } from '../frameworks/notify.ts'
import { warning } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { convert } from './convert.ts'
import { launch } from './launch.ts'
import { launchGroup } from './launch-group.ts'
import { prepareResource } from './prepare.ts'

/** The state of one ACCEPT between its operations. */
export interface Round {
  readonly state: MasterState
  readonly framework: Framework
  readonly agent: Agent
  /** The allocation role of the offers. */
  readonly role: string
  /** What is still unused of the offers; with `allocation_info`. */
  remaining: Resource[]
  /** Shared resources of the offers, also those that tasks of this ACCEPT use by now: more of them may. */
  shared: Resource[]
  readonly now: number
}

export const runOperation = (round: Round, operation: OfferOperation): Effect[] => {
  switch (operation.type) {
    case 'LAUNCH':
      return launch(round, operation)
    case 'LAUNCH_GROUP':
      return launchGroup(round, operation)
    default:
      return isOldStyle(round.framework) && operation.id
        ? refuseFeedback(round.framework)
        : convertAll(round, operation)
  }
}

const isOldStyle = ({ connection }: Framework): boolean => connection?.kind === 'pid'

/** Its driver could not hear of it, so it gives up. */
const refuseFeedback = (framework: Framework): Effect[] => {
  const message = "an operation has an 'id', but only the HTTP scheduler API tells of operations"
  return [
    warning('an operation is dropped', { framework: framework.id, why: message }),
    ...notify(framework, { type: 'ERROR', error: { message } }),
  ]
}

const convertAll = (round: Round, operation: OfferOperation): Effect[] => {
  const rescinded = operation.type === 'DESTROY' ? rescindShared(round, operation) : []
  const before = round.remaining
  const effects = [...rescinded, ...convert(round, operation)]
  const volumes = operation.type === 'CREATE' || operation.type === 'DESTROY'
  if (volumes && round.remaining !== before) round.shared = round.remaining.filter(isShared)
  return effects
}

/** A shared volume may be offered to others meanwhile: they cannot have what is destroyed. */
const rescindShared = ({ state, agent, role }: Round, { destroy }: OfferOperation): Effect[] => {
  const volumes = unallocate((destroy?.volumes ?? []).filter(isShared).map(volume => prepareResource(volume, role)))
  if (volumes.length === 0) return []
  const holds = (id: string) => {
    const offered = unallocate(state.offers.get(id)?.resources ?? [])
    return volumes.some(volume => contains(offered, [volume]))
  }
  return rescindAll(state, [...agent.offers].filter(holds))
}
