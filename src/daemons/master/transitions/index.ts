import type { Effect } from '../effects.ts'
import type { Event } from '../events.ts'
import type { MasterState } from '../state.ts'
import { agentAdmitted } from './agent-admitted.ts'
import { agentGone } from './agent-gone.ts'
import { agentReadmitted } from './agent-readmitted.ts'
import { agentRemoved } from './agent-removed.ts'
import { agentReregisterTimeout } from './agent-reregister-timeout.ts'
import { agentUnreachable } from './agent-unreachable.ts'
import { allocationDue } from './allocation-due.ts'
import { allocatorRecoveryTimeout } from './allocator-recovery-timeout.ts'
import { authenticated } from './authenticated.ts'
import { authenticationFailed } from './authentication-failed.ts'
import { authenticationStarted } from './authentication-started.ts'
import { departureDue } from './departure-due.ts'
import { elected } from './elected.ts'
import { executorExited } from './executor-exited.ts'
import { executorMessage } from './executor-message.ts'
import { failoverTimeout } from './failover-timeout.ts'
import { frameworkCalls } from './framework-calls.ts'
import { heartbeatDue } from './heartbeat-due.ts'
import { heldBackTimeout } from './held-back-timeout.ts'
import { inverseOfferTimeout } from './inverse-offer-timeout.ts'
import { leaderDetected } from './leader-detected.ts'
import { leadershipLost } from './leadership-lost.ts'
import { limiterDue } from './limiter-due.ts'
import { markAgentGone } from './mark-agent-gone.ts'
import { offerTimeout } from './offer-timeout.ts'
import { oldStyle } from './old-style.ts'
import { operate } from './operate.ts'
import { operationUpdate } from './operation-update.ts'
import { pingDue } from './ping-due.ts'
import { pong } from './pong.ts'
import { quotaUpdated } from './quota-updated.ts'
import { recoveredAgentsTimeout } from './recovered-agents-timeout.ts'
import { registerAgent } from './register-agent.ts'
import { registryFailed } from './registry-failed.ts'
import { registryGcDue } from './registry-gc-due.ts'
import { registryLoaded } from './registry-loaded.ts'
import { registryPruned } from './registry-pruned.ts'
import { removeQuota } from './remove-quota.ts'
import { reregisterAgent } from './reregister-agent.ts'
import { retirement } from './retirement.ts'
import { setQuota } from './set-quota.ts'
import { statusUpdate } from './status-update.ts'
import { streamClosed } from './stream-closed.ts'
import { subscribe } from './subscribe.ts'
import type { Transition } from './transition.ts'
import { unregisterAgent } from './unregister-agent.ts'
import { updateAgent } from './update-agent.ts'
import { updateQuota } from './update-quota.ts'
import { updateWeights } from './update-weights.ts'
import { weightsUpdated } from './weights-updated.ts'
import { whitelistRead } from './whitelist-read.ts'

/** Every event has exactly one transition. */
export const transitions: { readonly [K in Event['kind']]: Transition<K> } = {
  elected,
  'leader-detected': leaderDetected,
  'leadership-lost': leadershipLost,
  'registry-loaded': registryLoaded,
  'registry-failed': registryFailed,
  'registry-gc-due': registryGcDue,
  'registry-pruned': registryPruned,
  'register-agent': registerAgent,
  'agent-admitted': agentAdmitted,
  'reregister-agent': reregisterAgent,
  'agent-readmitted': agentReadmitted,
  'unregister-agent': unregisterAgent,
  'agent-removed': agentRemoved,
  'update-agent': updateAgent,
  pong,
  'ping-due': pingDue,
  'agent-reregister-timeout': agentReregisterTimeout,
  'held-back-timeout': heldBackTimeout,
  'recovered-agents-timeout': recoveredAgentsTimeout,
  'departure-due': departureDue,
  'agent-unreachable': agentUnreachable,
  'mark-agent-gone': markAgentGone,
  'agent-gone': agentGone,
  ...retirement,
  'authentication-started': authenticationStarted,
  authenticated,
  'authentication-failed': authenticationFailed,
  'status-update': statusUpdate,
  'operation-update': operationUpdate,
  'executor-exited': executorExited,
  'executor-message': executorMessage,
  subscribe,
  'stream-closed': streamClosed,
  'failover-timeout': failoverTimeout,
  'heartbeat-due': heartbeatDue,
  ...oldStyle,
  'limiter-due': limiterDue,
  ...frameworkCalls,
  'update-quota': updateQuota,
  'set-quota': setQuota,
  'remove-quota': removeQuota,
  'quota-updated': quotaUpdated,
  'update-weights': updateWeights,
  'weights-updated': weightsUpdated,
  operate,
  'allocation-due': allocationDue,
  'allocator-recovery-timeout': allocatorRecoveryTimeout,
  'whitelist-read': whitelistRead,
  'offer-timeout': offerTimeout,
  'inverse-offer-timeout': inverseOfferTimeout,
}

/** These change nothing that an endpoint shows, and come often. */
const unseen: ReadonlySet<Event['kind']> = new Set(['ping-due', 'pong', 'heartbeat-due', 'executor-message'])

export const step = (state: MasterState, event: Event, now: number): Effect[] => {
  if (!unseen.has(event.kind)) state.revision++
  return (transitions[event.kind] as Transition<any>)(state, event, now)
}
