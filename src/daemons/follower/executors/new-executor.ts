import type { ExecutorInfo } from '../../../mesos/messages/task.ts'
import { paths } from '../paths.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'

/** An executor that has yet to start, in a container of its own. The framework knows it from now on. */
export const addExecutor = (
  state: FollowerState,
  framework: Framework,
  info: ExecutorInfo,
  kind: Executor['kind'],
  containerId: string = state.random.uuid(),
): Executor => {
  const run = { frameworkId: framework.id, executorId: info.executor_id.value, containerId }
  const executor: Executor = {
    id: run.executorId,
    info,
    containerId,
    kind,
    directory: paths(state.settings.workDir).sandbox(state.info.id?.value ?? '', run),
    state: 'registering',
    queued: new Map(),
    queuedGroups: [],
    tasks: new Map(),
    completedTasks: [],
    gone: false,
  }
  framework.executors.set(executor.id, executor)
  return executor
}
