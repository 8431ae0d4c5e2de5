import { takeQueued } from '../executors/queued.ts'
import { isTerminal, ownerOf } from '../state.ts'
import { report } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** A custom executor that has not subscribed in time is taken for broken. */
export const executorRegistrationDue: Transition<'executor-registration-due'> = (state, { containerId }, now) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.gone || owner.executor.stream !== undefined) return []
  const { framework, executor } = owner
  const again = executor.state !== 'registering'
  executor.state = 'terminating'
  const taken = takeQueued(framework, executor)
  const news = {
    state: 'TASK_FAILED',
    source: 'SOURCE_AGENT',
    reason: again ? 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT' : 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
    message: `Executor did not ${again ? 're-register' : 'register'} in time`,
  } as const
  const { process, directory } = executor
  return [
    ...taken,
    ...[...executor.tasks.values()]
      .filter(({ task }) => !isTerminal(task.state))
      .flatMap(held => report(state, framework, executor, held, news, now)),
    { kind: 'destroy', containerId, process, directory },
  ]
}
