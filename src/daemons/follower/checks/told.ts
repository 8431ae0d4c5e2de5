import type { TaskInfo, TaskState, TaskStatus } from '../../../mesos/messages/task.ts'
import { checkDefinitions } from './definition.ts'
import { emptyStatus } from './judgement.ts'
import type { TaskChecks } from './running.ts'

/**
 * What every status of a task says of its checks: `check_status` always where it has one, empty before the first result and from the moment
 * on that it is being ended (as captured); `healthy` from the first result on. A final status says `healthy` only where that is why the task
 * was ended (containerizer.md 13).
 */
export const checksTold = (
  {
    info,
    checks,
    killing,
  }: { readonly info?: TaskInfo; readonly checks?: TaskChecks; readonly killing?: { readonly why: string } },
  state: TaskState,
): Pick<TaskStatus, 'healthy' | 'check_status'> => {
  if (info?.health_check === undefined && info?.check === undefined) return {}
  const healthy = healthOf(checks, killing?.why, state)
  const check_status = checkStatusOf(info, state === 'TASK_RUNNING' ? checks : undefined)
  return { ...(healthy === undefined ? {} : { healthy }), ...(check_status ? { check_status } : {}) }
}

const healthOf = (checks: TaskChecks | undefined, why: string | undefined, state: TaskState): boolean | undefined => {
  if (why === 'unhealthy') return false
  if (state !== 'TASK_RUNNING' && state !== 'TASK_KILLING') return undefined
  return checks?.all.find(({ definition }) => definition.which === 'health')?.record.healthy
}

const checkStatusOf = (info: TaskInfo, checks: TaskChecks | undefined): TaskStatus['check_status'] => {
  if (info.check === undefined) return undefined
  const running = checks?.all.find(({ definition }) => definition.which === 'check')
  if (running) return running.record.status ?? emptyStatus(running.definition)
  const definitions = checkDefinitions(info)
  const definition = typeof definitions === 'string' ? undefined : definitions.find(({ which }) => which === 'check')
  return definition && emptyStatus(definition)
}
