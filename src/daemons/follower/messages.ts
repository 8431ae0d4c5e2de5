import type { Event } from './events.ts'

type Take = (from: string, message: any) => Event

/** libprocess messages that a follower takes, by name without `mesos.internal.`, and the events that they are. */
export const messageEvents: Readonly<Record<string, Take>> = {
  SlaveRegisteredMessage: (from, message) => ({ kind: 'registered', from, message }),
  SlaveReregisteredMessage: (from, message) => ({ kind: 'reregistered', from, message }),
  PingSlaveMessage: (from, message) => ({ kind: 'ping', from, message }),
  RunTaskMessage: (from, message) => ({ kind: 'run-task', from, message }),
  RunTaskGroupMessage: (from, message) => ({ kind: 'run-task-group', from, message }),
  KillTaskMessage: (from, message) => ({ kind: 'kill-task', from, message }),
  StatusUpdateAcknowledgementMessage: (from, message) => ({ kind: 'update-acknowledged', from, message }),
  ShutdownFrameworkMessage: (from, message) => ({ kind: 'shutdown-framework', from, message }),
  ShutdownExecutorMessage: (from, message) => ({ kind: 'shutdown-executor', from, message }),
  UpdateFrameworkMessage: (from, message) => ({ kind: 'update-framework', from, message }),
  FrameworkToExecutorMessage: (from, message) => ({ kind: 'framework-message', from, message }),
  RegisterExecutorMessage: (from, message) => ({ kind: 'register-executor', from, message }),
  ReregisterExecutorMessage: (from, message) => ({ kind: 'reregister-executor', from, message }),
  StatusUpdateMessage: (from, message) => ({ kind: 'old-executor-update', from, message }),
  ExecutorToFrameworkMessage: (from, message) => ({ kind: 'old-executor-message', from, message }),
  CheckpointResourcesMessage: (from, message) => ({ kind: 'checkpoint-resources', from, message }),
  ApplyOperationMessage: (from, message) => ({ kind: 'apply-operation', from, message }),
  AcknowledgeOperationStatusMessage: (from, message) => ({ kind: 'operation-acknowledged', from, message }),
  ReconcileOperationsMessage: (from, message) => ({ kind: 'reconcile-operations', from, message }),
  DrainSlaveMessage: (from, message) => ({ kind: 'drain', from, message }),
  CancelDrainMessage: from => ({ kind: 'cancel-drain', from }),
  ShutdownMessage: (from, message) => ({ kind: 'shutdown', from, message }),
}

const prefix = 'mesos.internal.'

/** `undefined`: not a message for us. */
export const eventOf = (name: string, from: string, message: unknown): Event | undefined =>
  name.startsWith(prefix) ? messageEvents[name.slice(prefix.length)]?.(from, message) : undefined
