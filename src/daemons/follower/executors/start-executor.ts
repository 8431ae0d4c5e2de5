import type { TaskInfo } from '../../../mesos/messages/task.ts'
import type { Effect, LaunchOrder } from '../effects.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'
import { runOf } from '../tasks.ts'
import { containerResources } from './command-executor.ts'
import { userOf } from './launch-command-task.ts'

/** An executor that is more than its one task: on disk first, then its container starts, with resources for what it is given first. */
export const startExecutor = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  tasks: readonly TaskInfo[],
  { user, ...own }: Pick<LaunchOrder, 'command' | 'environment' | 'custom' | 'io'> & { user: string | undefined },
): Effect[] => {
  const { info, containerId, directory } = executor
  const run = runOf(framework, executor)
  const order: LaunchOrder = {
    ...own,
    containerId,
    run,
    kind: 'executor',
    ...(info.container === undefined ? {} : { container: info.container }),
    user: userOf(state, framework, user),
    directory,
    resources: containerResources(info, tasks),
  }
  const checkpoint: Effect[] =
    framework.info.checkpoint === true ? [{ kind: 'checkpoint-executor', run, info, command: false }] : []
  return [...checkpoint, { kind: 'launch', order }]
}
