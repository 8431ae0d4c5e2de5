import type { Call } from '../../mesos/messages/scheduler.ts'
import type { Network } from '../network/network.ts'
import type { Process } from '../process.ts'
import type { SchedulerInput, SchedulerState } from './state.ts'

/** How a scheduler speaks with leaders, in one life. */
export interface Driver {
  /** Subscribes there; what came before is over. */
  connect(address: string, call: Call): void
  hangUp(): void
  /** Lost while it is not subscribed. */
  call(call: Call): void
}

export interface DriverWorld {
  /** Also its host's name. */
  readonly name: string
  readonly network: Network
  readonly process: Process
  readonly state: SchedulerState
  readonly input: (event: SchedulerInput) => void
}
