import type { Peers } from '../../mesos/libprocess/peers.ts'
import type { Event as MasterEvent } from '../../mesos/messages/master-event.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { createMailbox } from '../../runtime/mailbox.ts'
import type { Metrics } from '../../runtime/metrics.ts'
import type { Event } from './events.ts'
import type { FrameworkCounts } from './http/metrics/framework-counts.ts'
import { delayedRun, observedStep } from './observed-step.ts'
import { type Candidate, createCandidate } from './perform/candidate.ts'
import { createLinks } from './perform/links.ts'
import { createPerformer } from './perform/performer.ts'
import { createRegistrar } from './perform/registrar.ts'
import { addRegistrarGauges } from './perform/registrar-gauges.ts'
import { createReplies, type Replies } from './perform/replies.ts'
import { createStreams, type Streams } from './perform/streams.ts'
import { createTimers } from './perform/timers.ts'
import { previousLogins } from './previous-logins.ts'
import type { MasterFlags } from './settings.ts'
import type { MasterState } from './state.ts'

/** The state with its mailbox and shells: all of a master but its doors. */
export interface Core {
  readonly state: MasterState
  readonly post: (event: Event) => void
  readonly streams: Streams
  readonly replies: Replies
  readonly candidate: Candidate
  /** Nothing happens any more: what falls apart while the process ends is no news. */
  stop(): void
  /** Waits for a write under way. */
  closeRegistry(): Promise<void>
}

export interface CoreOptions {
  readonly state: MasterState
  readonly flags: MasterFlags
  readonly peers: Peers
  readonly publish: (event: MasterEvent) => void
  readonly metrics: Metrics
  readonly counts: FrameworkCounts
  readonly clock: Clock
  readonly log: Logger
}

export const createCore = ({ state, flags, peers, publish, metrics, counts, clock, log }: CoreOptions): Core => {
  let stopped = false
  const post = (event: Event): void => {
    if (!stopped) mailbox.post(event)
  }
  const candidate = createCandidate({
    info: state.info,
    zk: flags.zk,
    earlier: previousLogins(flags.zk_previous_credentials, log),
    sessionTimeoutMs: flags.zk_session_timeout,
    inMemory: flags.registry === 'in_memory',
    workDir: flags.work_dir ?? '.',
    post,
    log,
  })
  const registrar = createRegistrar({
    open: candidate.openStore,
    post,
    timers: {
      fetch: metrics.timer('registrar/state_fetch_ms'),
      store: metrics.timer('registrar/state_store_ms', { history: true }),
    },
    fetchTimeout: flags.registry_fetch_timeout,
    storeTimeout: flags.registry_store_timeout,
  })
  addRegistrarGauges(metrics, registrar, flags.zk)
  const streams = createStreams()
  const replies = createReplies()
  const timers = createTimers(clock, post)
  const links = createLinks(peers, post)
  const shells = { peers, links, streams, publish, registrar, timers, replies, metrics, log, post }
  const perform = createPerformer({ ...shells, later: delayedRun(metrics), exit: exitWith(log) })
  const mailbox = createMailbox({ state, transition: observedStep(metrics, counts), perform, clock, log })
  return {
    state,
    post,
    streams,
    replies,
    candidate,
    stop: () => {
      stopped = true
      timers.cancelAll()
    },
    closeRegistry: registrar.close,
  }
}

/** Without closing in order: who must not lead any more says nothing more. */
const exitWith = (log: Logger) => (code: number, reason: string) => {
  log.fatal(`exiting with ${code}: ${reason}`)
  process.exit(code)
}
