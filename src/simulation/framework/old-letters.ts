import type { Call } from '../../mesos/messages/scheduler.ts'

interface Words {
  /** In full. */
  readonly name: string
  readonly body: object
}

const internal = (name: string, body: object): Words => ({ name: `mesos.internal.${name}`, body })
const inCall = (body: object): Words => ({ name: 'mesos.scheduler.Call', body })

/** `failover`: this process takes the place of another. */
export const subscription = (
  { framework_id, subscribe }: Call,
  { plain, failover }: { readonly plain: boolean; readonly failover: boolean },
): Words => {
  const framework = subscribe!.framework_info
  const force = failover && framework_id !== undefined
  if (!plain)
    return inCall({
      ...(framework_id && { framework_id }),
      type: 'SUBSCRIBE',
      subscribe: { framework_info: framework, force },
    })
  return framework_id === undefined
    ? internal('RegisterFrameworkMessage', { framework })
    : internal('ReregisterFrameworkMessage', { framework, failover })
}

/** `plain`: in a message of its own where there is one. */
export const letterFor = (call: Call, plain: boolean): Words => (plain ? oldMessage(call) : undefined) ?? inCall(call)

const oldMessage = ({ framework_id, type, ...call }: Call): Words | undefined => {
  switch (type) {
    case 'ACCEPT': {
      const { operations = [], ...rest } = call.accept!
      const [only] = operations
      if (operations.length !== 1 || only?.type !== 'LAUNCH') return undefined
      return internal('LaunchTasksMessage', { framework_id, tasks: only.launch!.task_infos, filters: {}, ...rest })
    }
    case 'DECLINE':
      return internal('LaunchTasksMessage', { framework_id, tasks: [], filters: {}, ...call.decline! })
    case 'REVIVE':
      return internal('ReviveOffersMessage', { framework_id })
    case 'KILL':
      return internal('KillTaskMessage', { framework_id, task_id: call.kill!.task_id })
    case 'RECONCILE':
      return internal('ReconcileTasksMessage', {
        framework_id,
        statuses: (call.reconcile!.tasks ?? []).map(task => ({ ...task, state: 'TASK_STAGING' })),
      })
    case 'ACKNOWLEDGE':
      return internal('StatusUpdateAcknowledgementMessage', { framework_id, ...call.acknowledge! })
    default:
      return undefined
  }
}
