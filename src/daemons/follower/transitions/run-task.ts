import { admittedByWork } from '../admitted.ts'
import { refuseLaunch, takeLaunch } from '../executors/take-launch.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { validateLaunch } from '../validation.ts'
import type { Transition } from './transition.ts'

export const runTask: Transition<'run-task'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a task', from)
  const admission = admittedByWork(state, from, message.task.agent_id.value)
  const { task, framework: info, pid, launch_executor, resource_version_uuids: versions } = message
  const launch = {
    frameworkId: info.id?.value ?? message.framework_id?.value ?? '',
    info,
    ...(pid === undefined ? {} : { pid }),
    ...(task.executor === undefined ? {} : { executor: task.executor }),
    tasks: [task],
    grouped: false,
    ...(versions === undefined ? {} : { versions }),
    ...(launch_executor === undefined ? {} : { launchExecutor: launch_executor }),
  }
  const problem = validateLaunch(launch.frameworkId, task, state.info.id?.value)
  const take = problem === undefined ? takeLaunch(state, launch, now) : refuseLaunch(state, launch, problem, now)
  return [...admission, ...take]
}
