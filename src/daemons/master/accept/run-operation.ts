import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Effect } from '../effects.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { convert } from './convert.ts'
import { launch } from './launch.ts'
import { launchGroup } from './launch-group.ts'

/** The state of one ACCEPT between its operations. */
export interface Round {
  readonly state: MasterState
  readonly framework: Framework
  readonly agent: Agent
  /** The allocation role of the offers. */
  readonly role: string
  /** What is still unused of the offers; with `allocation_info`. */
  remaining: Resource[]
  readonly now: number
}

export const runOperation = (round: Round, operation: OfferOperation): Effect[] => {
  switch (operation.type) {
    case 'LAUNCH':
      return launch(round, operation)
    case 'LAUNCH_GROUP':
      return launchGroup(round, operation)
    default:
      return convert(round, operation)
  }
}
