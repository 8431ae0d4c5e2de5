import type { Effect } from '../effects.ts'
import { takeExecutorUpdate } from '../executors/executor-update.ts'
import { stopExecutor } from '../executors/stop.ts'
import { findExecutor } from '../state.ts'
import type { Transition } from './transition.ts'

const uuidBytes = 16

/** An executor that speaks libprocess tells of a task. Only the process that registered may (libprocess.md 4). */
export const oldExecutorUpdate: Transition<'old-executor-update'> = (state, { from, message: { update } }, now) => {
  const framework = state.frameworks.get(update.framework_id.value)
  const { status, uuid } = update
  const executor = findExecutor(
    state,
    framework?.id ?? '',
    update.executor_id?.value ?? status.executor_id?.value ?? '',
  )
  if (framework === undefined || executor?.pid !== from) return invalid(`an update from ${from}, who is no executor`)
  if (uuid === undefined || Uint8Array.fromBase64(uuid).length !== uuidBytes) return invalid(`an update without uuid`)
  const ours = [update.agent_id, status.agent_id].every(id => id === undefined || id.value === state.info.id?.value)
  if (!ours || framework.terminating) return invalid(`an update of ${framework.id} that is not for us to tell`)
  if (status.state !== 'TASK_STAGING') {
    return takeExecutorUpdate(state, framework, executor, { ...status, uuid }, now)
  }
  return [
    ...invalid(`executor ${executor.id} tells of TASK_STAGING: it is shut down`),
    ...stopExecutor(state, framework, executor, now),
  ]
}

const invalid = (message: string): Effect[] => [
  { kind: 'log', level: 'warning', message },
  { kind: 'count', metric: 'slave/invalid_status_updates' },
]
