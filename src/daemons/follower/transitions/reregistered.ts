import type { SlaveReregisteredMessage } from '../../../mesos/messages/internal-agent.ts'
import type { Effect } from '../effects.ts'
import { tellOperations } from '../operations/tell-operations.ts'
import { expectPing, ignored, isFromMaster, sendRegistration } from '../registration.ts'
import { executorOfTask, type FollowerState, hasCapability } from '../state.ts'
import { resendAll } from '../status-updates/stream.ts'
import { hasEnded, reportUnknown } from '../tasks.ts'
import type { Transition } from './transition.ts'

/**
 * The leader has us again. What it believes to run here and does not, it is told: also when we were back already, for the answer to a
 * registration that we repeated may know of a task whose launch was lost between the two.
 */
export const reregistered: Transition<'reregistered'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a re-registration', from)
  if (state.phase !== 'disconnected' && state.phase !== 'running') return []
  if (state.info.id?.value !== message.agent_id.value) {
    const reason = `re-registered as ${message.agent_id.value}, yet we are ${state.info.id?.value}`
    return [{ kind: 'exit', code: 1, reason }]
  }
  if (state.phase === 'running') return [...tellWhatWeAre(state), ...tellMissing(state, message, now)]
  state.phase = 'running'
  state.pingTimeout = (message.connection?.total_ping_timeout_seconds ?? state.pingTimeout / 1000) * 1000
  const missing = tellMissing(state, message, now)
  return [
    { kind: 'log', level: 'info', message: `re-registered with ${from}` },
    { kind: 'cancel-timer', id: 'registration' },
    expectPing(state),
    ...tellWhatWeAre(state),
    ...resendAll(state),
    ...missing,
  ]
}

/**
 * After each registration that it takes it waits for the operations that we know, which it believes to be in what the registration said. Was
 * that before an operation, it believes what we had then, and we register once more. What we send arrives in its order.
 */
const tellWhatWeAre = (state: FollowerState): Effect[] =>
  state.registeredResources === undefined || state.registeredResources === state.checkpointedResources
    ? tellOperations(state)
    : sendRegistration(state)

const tellMissing = (state: FollowerState, { reconciliations = [] }: SlaveReregisteredMessage, now: number): Effect[] =>
  reconciliations.flatMap(({ framework_id, framework, statuses }) =>
    (statuses ?? [])
      .filter(({ task_id }) => !isHere(state, framework_id.value, task_id.value))
      .filter(({ task_id }) => !state.streams.has(`${framework_id.value}/${task_id.value}`))
      .filter(({ task_id }) => !hasEnded(state, framework_id.value, task_id.value))
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

/** Also while it waits for its executor. */
const isHere = (state: FollowerState, frameworkId: string, taskId: string): boolean => {
  const framework = state.frameworks.get(frameworkId)
  return framework !== undefined && executorOfTask(framework, taskId) !== undefined
}
