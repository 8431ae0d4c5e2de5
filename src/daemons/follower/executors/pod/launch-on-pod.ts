import type { ExecutorInfo, TaskInfo } from '../../../../mesos/messages/task.ts'
import type { Effect } from '../../effects.ts'
import type { FollowerState, Framework } from '../../state.ts'
import { runOf } from '../../tasks.ts'
import { executorEnvironment } from '../environment.ts'
import { addExecutor } from '../new-executor.ts'
import { queue } from '../queued.ts'
import { startExecutor } from '../start-executor.ts'
import { startPodTasks } from './start-tasks.ts'

/** Longer than any machine runs. All that the container's first process does is to be there. */
const pause = { shell: false, value: 'sleep', arguments: ['sleep', '2147483647'] }

/**
 * A group for a pod, whose container is started where it does not run yet. The default executor's part is ours (containerizer.md 12).
 * A task that comes alone is a group of one.
 */
export const launchOnPod = (
  state: FollowerState,
  framework: Framework,
  given: ExecutorInfo,
  tasks: readonly TaskInfo[],
  now: number,
): Effect[] => {
  const running = framework.executors.get(given.executor_id.value)
  if (running !== undefined) {
    queue(running, tasks, true)
    return running.state === 'running' ? startPodTasks(state, framework, running, now) : []
  }
  const info = { ...given, framework_id: { value: framework.id } }
  const executor = addExecutor(state, framework, info, 'pod')
  queue(executor, tasks, true)
  const environment = executorEnvironment(state, framework.info, runOf(framework, executor), executor.directory, {})
  return startExecutor(state, framework, executor, tasks, { command: pause, user: undefined, environment })
}
