import type { MasterInfo } from '../mesos/messages/agent-info.ts'

/** Who leads. `undefined`: nobody that we know of. */
export type Leader = MasterInfo | undefined

/** Watches the election without taking part in it. */
export interface Detector {
  /** Calls back with the current leader as soon as it is known (also when there is none), then on each change. One watcher a detector. */
  watch(onLeader: (leader: Leader) => void): void
  /** No call back comes after this. */
  close(): Promise<void>
}
