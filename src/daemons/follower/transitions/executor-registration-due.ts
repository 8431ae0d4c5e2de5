import { formatDuration } from '../../../runtime/duration.ts'
import { goneState } from '../executors/lost.ts'
import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

/** A custom executor that has not come in time, or not come back, is taken for broken. Its tasks are told of when it is gone. */
export const executorRegistrationDue: Transition<'executor-registration-due'> = (state, { containerId }) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.gone || owner.executor.state !== 'registering') return []
  const { framework, executor } = owner
  const { executorRegistrationTimeout, executorReregistrationTimeout } = state.settings
  executor.state = 'terminating'
  executor.demise = executor.returning
    ? {
        state: goneState(framework.info),
        reason: 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT',
        message: `Executor did not reregister within ${formatDuration(executorReregistrationTimeout)}`,
      }
    : {
        state: 'TASK_FAILED',
        reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
        message: `Executor did not register within ${formatDuration(executorRegistrationTimeout)}`,
      }
  const { process, directory } = executor
  return [
    { kind: 'log', level: 'warning', message: `executor ${executor.id}: ${executor.demise.message}` },
    { kind: 'destroy', containerId, process, directory },
  ]
}
