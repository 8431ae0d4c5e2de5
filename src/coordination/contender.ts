import type { MasterInfo } from '../mesos/messages/agent-info.ts'

/**
 * What happens to a candidacy, in this order: entered, then won (at most once), then lost (exactly once, and last).
 * `node`: the path of our election node; it fences the registry's writes. Absent without ZooKeeper.
 */
export type CandidacyEvent =
  | { readonly kind: 'entered'; readonly node?: string }
  | { readonly kind: 'won'; readonly node?: string }
  | { readonly kind: 'lost'; readonly reason: LostReason }

/** A leader that hears any of these but `withdrawn` must stop at once: another may already lead. */
export type LostReason = 'session-expired' | 'node-vanished' | 'withdrawn'

/** One master's part in the election. A contender serves one candidacy: after `lost` make a new one. */
export interface Contender {
  /**
   * Enters the election with what others shall know of us. Resolves once the candidacy stands; then `onEvent` has heard `entered`.
   * Throws MantlError 'zookeeper.…' where it can't stand (wrong credentials, session expired).
   */
  contend(master: MasterInfo, onEvent: (event: CandidacyEvent) => void): Promise<void>
  /** Gives the candidacy up, so that the next one wins without waiting for a session timeout. */
  withdraw(): Promise<void>
}
