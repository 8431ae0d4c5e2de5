import { admittedByWork } from '../admitted.ts'
import { refuseLaunch, takeLaunch } from '../executors/take-launch.ts'
import { validateGroup } from '../executors/validate-group.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** For a pod, which we are the executor of, or for an executor of the framework's own. */
export const runTaskGroup: Transition<'run-task-group'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a task group', from)
  const { framework: info, executor, task_group, launch_executor, resource_version_uuids: versions } = message
  const admission = admittedByWork(state, from, task_group.tasks?.[0]?.agent_id.value)
  const pid = state.frameworks.get(info.id?.value ?? '')?.pid
  const launch = {
    frameworkId: info.id?.value ?? '',
    info,
    // The message does not tell the scheduler's address, which may be known from others.
    ...(pid === undefined ? {} : { pid }),
    executor,
    tasks: task_group.tasks ?? [],
    grouped: true,
    ...(versions === undefined ? {} : { versions }),
    ...(launch_executor === undefined ? {} : { launchExecutor: launch_executor }),
  }
  const problem = validateGroup(launch.frameworkId, executor, launch.tasks, state.info.id?.value)
  const take = problem === undefined ? takeLaunch(state, launch, now) : refuseLaunch(state, launch, problem, now)
  return [...admission, ...take]
}
