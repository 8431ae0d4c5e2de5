import { isTerminal } from '../../../../mesos/messages/terminal.ts'
import type { Effect } from '../../effects.ts'
import type { Executor } from '../../state.ts'

/** A pod whose tasks have all ended ends, too. */
export const endPodIfIdle = (executor: Executor): Effect[] => {
  const busy = executor.queued.size > 0 || [...executor.tasks.values()].some(({ task }) => !isTerminal(task.state))
  return executor.kind !== 'pod' || executor.gone || busy ? [] : endPod(executor)
}

/** With whatever is left in it. */
export const endPod = (executor: Executor): Effect[] => {
  executor.state = 'terminating'
  const { containerId, process, directory } = executor
  return [{ kind: 'destroy', containerId, directory, ...(process === undefined ? {} : { process }) }]
}
