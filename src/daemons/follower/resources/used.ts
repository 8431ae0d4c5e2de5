import type { Resource } from '../../../mesos/messages/resource.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { FollowerState } from '../state.ts'

/** What containers that are not gone, and their tasks that have not ended, hold now. */
export const usedResources = (state: FollowerState): readonly Resource[] =>
  [...state.frameworks.values()].flatMap(({ executors }) =>
    [...executors.values()]
      .filter(({ gone }) => !gone)
      .flatMap(({ info, tasks, queued }) => [
        ...(info.resources ?? []),
        ...[...queued.values()].flatMap(({ resources }) => resources ?? []),
        ...[...tasks.values()].flatMap(({ task }) => (isTerminal(task.state) ? [] : (task.resources ?? []))),
      ]),
  )
