import type { Effect } from '../effects.ts'
import { type FollowerState, type FollowerTask, ownerOf } from '../state.ts'
import { stopChecks } from './running.ts'

/**
 * The container is about to go, for whatever reason: nobody looks at what is in it any more. A look that finds nothing, or that goes with it,
 * would be taken for an illness, and an end of the task's own for one of ours.
 */
export const leaveContainer = (state: FollowerState, containerId: string): Effect[] =>
  tasksIn(state, containerId).flatMap(([frameworkId, held]) => {
    if (held.checks) held.checks.over = true
    return stopChecks(frameworkId, held)
  })

const tasksIn = (state: FollowerState, containerId: string): readonly (readonly [string, FollowerTask])[] => {
  const owner = ownerOf(state, containerId)
  if (owner) return [...owner.executor.tasks.values()].map(held => [owner.framework.id, held] as const)
  const place = state.containers.get(containerId)?.task
  const executor = place && state.frameworks.get(place.frameworkId)?.executors.get(place.executorId)
  const held = place && executor?.tasks.get(place.taskId)
  return held ? [[place.frameworkId, held]] : []
}
