import type { Effect } from '../effects.ts'
import type { Event } from '../events.ts'
import type { FollowerState } from '../state.ts'
import { applyOperation } from './apply-operation.ts'
import { authenticateDue } from './authenticate-due.ts'
import { authenticated } from './authenticated.ts'
import { authenticationFailed } from './authentication-failed.ts'
import { cancelDrain } from './cancel-drain.ts'
import { checkDone } from './check-done.ts'
import { checkDue } from './check-due.ts'
import { checkpointResources } from './checkpoint-resources.ts'
import { containerDestroyed } from './container-destroyed.ts'
import { containerEnded } from './container-ended.ts'
import { containerStarted } from './container-started.ts'
import { drain } from './drain.ts'
import { drainDue } from './drain-due.ts'
import { endDue } from './end-due.ts'
import { executorDisconnected } from './executor-disconnected.ts'
import { executorMessage } from './executor-message.ts'
import { executorRegistrationDue } from './executor-registration-due.ts'
import { executorShutdownDue } from './executor-shutdown-due.ts'
import { executorSubscribed } from './executor-subscribed.ts'
import { executorUpdate } from './executor-update.ts'
import { frameworkMessage } from './framework-message.ts'
import { killContainer } from './kill-container.ts'
import { killDue } from './kill-due.ts'
import { killTask } from './kill-task.ts'
import { launchContainer } from './launch-container.ts'
import { launchFailed } from './launch-failed.ts'
import { limitReached } from './limit-reached.ts'
import { masterDetected } from './master-detected.ts'
import { masterLinkExited } from './master-link-exited.ts'
import { maxCompletionDue } from './max-completion-due.ts'
import { memoryLimitReached } from './memory-limit-reached.ts'
import { oldExecutorMessage } from './old-executor-message.ts'
import { oldExecutorUpdate } from './old-executor-update.ts'
import { operationAcknowledged } from './operation-acknowledged.ts'
import { operationKept } from './operation-kept.ts'
import { oversubscribeDue } from './oversubscribe-due.ts'
import { ping } from './ping.ts'
import { pingTimeout } from './ping-timeout.ts'
import { reconcileOperations } from './reconcile-operations.ts'
import { reconnectDue } from './reconnect-due.ts'
import { recovered } from './recovered.ts'
import { registerDue } from './register-due.ts'
import { registerExecutor } from './register-executor.ts'
import { registered } from './registered.ts'
import { removeContainer } from './remove-container.ts'
import { reregisterExecutor } from './reregister-executor.ts'
import { reregistered } from './reregistered.ts'
import { retryOperationUpdate } from './retry-operation-update.ts'
import { retryUpdate } from './retry-update.ts'
import { runTask } from './run-task.ts'
import { runTaskGroup } from './run-task-group.ts'
import { sessionClosed } from './session-closed.ts'
import { shutdown } from './shutdown.ts'
import { shutdownExecutor } from './shutdown-executor.ts'
import { shutdownFramework } from './shutdown-framework.ts'
import type { Transition } from './transition.ts'
import { unregister } from './unregister.ts'
import { updateAcknowledged } from './update-acknowledged.ts'
import { updateFramework } from './update-framework.ts'
import { waitContainer, waiterGone } from './wait-container.ts'

const transitions: { readonly [K in Event['kind']]: Transition<K> } = {
  recovered,
  'master-detected': masterDetected,
  'master-link-exited': masterLinkExited,
  authenticated,
  'authentication-failed': authenticationFailed,
  'authenticate-due': authenticateDue,
  'register-due': registerDue,
  registered,
  reregistered,
  ping,
  'ping-timeout': pingTimeout,
  'run-task': runTask,
  'run-task-group': runTaskGroup,
  'kill-task': killTask,
  'update-acknowledged': updateAcknowledged,
  'retry-update': retryUpdate,
  'shutdown-framework': shutdownFramework,
  'shutdown-executor': shutdownExecutor,
  'update-framework': updateFramework,
  'framework-message': frameworkMessage,
  'checkpoint-resources': checkpointResources,
  'apply-operation': applyOperation,
  'operation-acknowledged': operationAcknowledged,
  'reconcile-operations': reconcileOperations,
  'operation-kept': operationKept,
  'retry-operation-update': retryOperationUpdate,
  drain,
  'cancel-drain': cancelDrain,
  'drain-due': drainDue,
  'oversubscribe-due': oversubscribeDue,
  shutdown,
  unregister,
  'end-due': endDue,
  'container-started': containerStarted,
  'launch-failed': launchFailed,
  'container-ended': containerEnded,
  'container-destroyed': containerDestroyed,
  'launch-container': launchContainer,
  'wait-container': waitContainer,
  'waiter-gone': waiterGone,
  'kill-container': killContainer,
  'remove-container': removeContainer,
  'session-closed': sessionClosed,
  'memory-limit-reached': memoryLimitReached,
  'limit-reached': limitReached,
  'executor-subscribed': executorSubscribed,
  'executor-update': executorUpdate,
  'executor-message': executorMessage,
  'executor-disconnected': executorDisconnected,
  'register-executor': registerExecutor,
  'reregister-executor': reregisterExecutor,
  'old-executor-update': oldExecutorUpdate,
  'old-executor-message': oldExecutorMessage,
  'reconnect-due': reconnectDue,
  'kill-due': killDue,
  'max-completion-due': maxCompletionDue,
  'check-due': checkDue,
  'check-done': checkDone,
  'executor-registration-due': executorRegistrationDue,
  'executor-shutdown-due': executorShutdownDue,
}

/** The one way in. PURE. */
export const transition = (state: FollowerState, event: Event, now: number): readonly Effect[] =>
  (transitions[event.kind] as Transition<Event['kind']>)(state, event as never, now)
