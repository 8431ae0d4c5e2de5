import { finishDrain } from '../draining/finish-drain.ts'
import type { Effect } from '../effects.ts'
import { paths } from '../paths.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'
import { runOf } from '../tasks.ts'

const maxCompletedFrameworks = 50

/** An executor whose container is gone and whose updates are all acknowledged becomes history, and its framework with its last one. */
export const retireExecutor = (state: FollowerState, framework: Framework, executor: Executor): Effect[] => {
  if (!executor.gone || executor.tasks.size > 0) return []
  executor.state = 'terminated'
  framework.executors.delete(executor.id)
  framework.completedExecutors.push(executor)
  if (framework.completedExecutors.length > state.settings.maxCompletedExecutors) framework.completedExecutors.shift()
  return [...collect(state, framework, executor), ...retireFramework(state, framework)]
}

const collect = (state: FollowerState, framework: Framework, executor: Executor): Effect[] => {
  const run = runOf(framework, executor)
  const agentId = state.info.id?.value ?? ''
  const places = paths(state.settings.workDir)
  const sandbox: Effect = {
    kind: 'collect-garbage',
    paths: [executor.directory],
    after: state.settings.gcDelay,
  }
  if (framework.info.checkpoint !== true) return [sandbox]
  return [
    { kind: 'checkpoint-end', run },
    { ...sandbox, paths: [executor.directory, places.runMeta(agentId, run)] },
  ]
}

export const retireFramework = (state: FollowerState, framework: Framework): Effect[] => {
  if (framework.executors.size > 0 || !state.frameworks.delete(framework.id)) return []
  state.completedFrameworks.push(framework)
  if (state.completedFrameworks.length > maxCompletedFrameworks) state.completedFrameworks.shift()
  return finishDrain(state)
}
