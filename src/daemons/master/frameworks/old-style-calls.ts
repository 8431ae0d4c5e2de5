import type { FrameworkToExecutorMessage } from '../../../mesos/messages/internal-executor.ts'
import type {
  LaunchTasksMessage,
  ReconcileTasksMessage,
  ResourceRequestMessage,
  ReviveOffersMessage,
  UnregisterFrameworkMessage,
} from '../../../mesos/messages/internal-framework.ts'
import type { KillTaskMessage, StatusUpdateAcknowledgementMessage } from '../../../mesos/messages/internal-task.ts'
import type { Call } from '../../../mesos/messages/scheduler-v0.ts'

/** Messages of before the scheduler API, as the calls that took their place (facts/libprocess.md 5). */
export const oldStyleCalls = {
  UnregisterFrameworkMessage: ({ framework_id }: UnregisterFrameworkMessage): Call => ({
    framework_id,
    type: 'TEARDOWN',
  }),
  ResourceRequestMessage: ({ framework_id, requests }: ResourceRequestMessage): Call => ({
    framework_id,
    type: 'REQUEST',
    request: { requests },
  }),
  LaunchTasksMessage: ({ framework_id, tasks = [], offer_ids, filters }: LaunchTasksMessage): Call =>
    tasks.length === 0
      ? { framework_id, type: 'DECLINE', decline: { offer_ids, filters } }
      : { framework_id, type: 'ACCEPT', accept: { offer_ids, filters, operations: [launch(tasks)] } },
  ReviveOffersMessage: ({ framework_id, roles }: ReviveOffersMessage): Call => ({
    framework_id,
    type: 'REVIVE',
    revive: { roles },
  }),
  /** Its kill_policy is not looked at, as in Mesos. */
  KillTaskMessage: ({ framework_id, task_id }: KillTaskMessage): Call => ({
    framework_id,
    type: 'KILL',
    kill: { task_id },
  }),
  ReconcileTasksMessage: ({ framework_id, statuses }: ReconcileTasksMessage): Call => ({
    framework_id,
    type: 'RECONCILE',
    reconcile: { tasks: statuses?.map(({ task_id, agent_id }) => ({ task_id, ...(agent_id && { agent_id }) })) },
  }),
  StatusUpdateAcknowledgementMessage: (message: StatusUpdateAcknowledgementMessage): Call => {
    const { framework_id, ...acknowledge } = message
    return { framework_id, type: 'ACKNOWLEDGE', acknowledge }
  },
  FrameworkToExecutorMessage: ({ framework_id, ...message }: FrameworkToExecutorMessage): Call => ({
    framework_id,
    type: 'MESSAGE',
    message,
  }),
}

const launch = (task_infos: LaunchTasksMessage['tasks']) => ({ type: 'LAUNCH' as const, launch: { task_infos } })
