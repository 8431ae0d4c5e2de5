import { expectPing, ignored, isFromMaster, sendAgentUpdate } from '../registration.ts'
import { executorOfTask, type FollowerState, hasCapability } from '../state.ts'
import { resendAll } from '../status-updates/stream.ts'
import { reportUnknown } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** The leader has us again. What it believes to run here and does not, it is told. */
export const reregistered: Transition<'reregistered'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a re-registration', from)
  if (state.phase !== 'disconnected') return []
  if (state.info.id?.value !== message.agent_id.value) {
    const reason = `re-registered as ${message.agent_id.value}, yet we are ${state.info.id?.value}`
    return [{ kind: 'exit', code: 1, reason }]
  }
  state.phase = 'running'
  state.pingTimeout = (message.connection?.total_ping_timeout_seconds ?? state.pingTimeout / 1000) * 1000
  const dropped = (message.reconciliations ?? []).flatMap(({ framework_id, framework, statuses }) =>
    (statuses ?? [])
      .filter(({ task_id }) => !isHere(state, framework_id.value, task_id.value))
      .filter(({ task_id }) => !state.streams.has(`${framework_id.value}/${task_id.value}`))
      .flatMap(({ task_id }) => {
        const aware = framework !== undefined && hasCapability(framework, 'PARTITION_AWARE')
        const news = {
          state: aware ? 'TASK_DROPPED' : 'TASK_LOST',
          reason: 'REASON_RECONCILIATION',
          message: 'The task is unknown to the agent',
        } as const
        return reportUnknown(state, framework_id.value, task_id.value, news, now)
      }),
  )
  return [
    { kind: 'log', level: 'info', message: `re-registered with ${from}` },
    { kind: 'cancel-timer', id: 'registration' },
    expectPing(state),
    ...sendAgentUpdate(state),
    ...resendAll(state),
    ...dropped,
  ]
}

/** Also while it waits for its executor. */
const isHere = (state: FollowerState, frameworkId: string, taskId: string): boolean => {
  const framework = state.frameworks.get(frameworkId)
  return framework !== undefined && executorOfTask(framework, taskId) !== undefined
}
