import { notifyStatus } from '../frameworks/notify.ts'
import { latest, reconcileTask } from '../tasks/reconcile.ts'
import type { Transition } from './transition.ts'

/** Without tasks: all that the framework has. */
export const reconcile: Transition<'reconcile'> = (state, { frameworkId, call }, now) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const statuses = call.tasks?.length
    ? call.tasks.map(task => reconcileTask(state, framework, task, now))
    : [...framework.tasks.values()].map(task => latest(task, now))
  return statuses.flatMap(status => notifyStatus(framework, status))
}
