import type { Resource } from '../../../../mesos/messages/resource.ts'
import { isTerminal } from '../../../../mesos/messages/terminal.ts'
import { rootOf } from '../../container-id.ts'
import { containerResources } from '../../executors/command-executor.ts'
import type { FollowerState } from '../../state.ts'

/** A container that runs and has a sandbox of its own. */
export interface Watched {
  readonly containerId: string
  /** The sandbox on the host. */
  readonly directory: string
  readonly resources: readonly Resource[]
  /** Itself and those nested in it: what they write into images counts for its sandbox. */
  readonly withNested: readonly string[]
}

/** Executors' containers and standalone ones: those nested in them live in their sandboxes. What is known after a restart, too. PURE. */
export const watchedContainers = (state: FollowerState): readonly Watched[] => {
  const nested = Map.groupBy(state.containers.keys(), rootOf)
  const withNested = (id: string) => [...new Set([id, ...(nested.get(id) ?? [])])]
  const executors = [...state.frameworks.values()].flatMap(framework => [...framework.executors.values()])
  return [
    ...executors
      .filter(({ gone, process }) => !gone && process !== undefined)
      .map(({ containerId, directory, info, tasks }) => {
        const live = [...tasks.values()].flatMap(({ task }) => (isTerminal(task.state) ? [] : [task]))
        const resources = containerResources(info, live).all ?? []
        return { containerId, directory, resources, withNested: withNested(containerId) }
      }),
    ...[...state.containers.values()]
      .filter(({ kind, phase }) => kind === 'standalone' && phase === 'running')
      .map(({ id, directory, resources }) => ({ containerId: id, directory, resources, withNested: withNested(id) })),
  ]
}
