import type { Resource } from '../../../mesos/messages/resource.ts'
import type { ExecutorInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { allocate, toPostRefinement } from '../../../mesos/resources/index.ts'

/** As frameworks of every age name resources, into the one form used inside: post-refinement, with the offers' role. */
export const prepareResource = (resource: Resource, role: string): Resource => {
  const [refined] = toPostRefinement([resource]) as [Resource]
  return refined.allocation_info ? refined : allocate([refined], role)[0]!
}

export const prepareTask = (task: TaskInfo, role: string, frameworkId: string): TaskInfo => ({
  ...task,
  resources: task.resources?.map(resource => prepareResource(resource, role)),
  ...(task.executor && { executor: prepareExecutor(task.executor, role, frameworkId) }),
  ...(task.health_check && { health_check: typed(task.health_check) }),
})

export const prepareExecutor = (executor: ExecutorInfo, role: string, frameworkId: string): ExecutorInfo => ({
  ...executor,
  framework_id: executor.framework_id ?? { value: frameworkId },
  resources: executor.resources?.map(resource => prepareResource(resource, role)),
})

/** Old frameworks leave the type of a health check to what it holds. */
const typed = (check: NonNullable<TaskInfo['health_check']>): NonNullable<TaskInfo['health_check']> => {
  if (check.type !== undefined) return check
  if (check.http) return { ...check, type: 'HTTP' }
  return check.command ? { ...check, type: 'COMMAND' } : check
}
