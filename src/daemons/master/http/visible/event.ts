import type { Event } from '../../../../mesos/messages/master-event.ts'
import type { MasterState } from '../../state.ts'
import type { May } from './state.ts'

/** PURE. Whether somebody may hear of an event of the operators' stream. */
export const seesEvent = (state: MasterState, event: Event, may: May): boolean => {
  const { task_added, task_updated, framework_added, framework_updated, framework_removed } = event
  const framework = framework_added?.framework ?? framework_updated?.framework
  const info = framework?.framework_info ?? framework_removed?.framework_info
  if (info) return may('VIEW_FRAMEWORK', { value: info.user, framework_info: info })
  const id = task_added?.task.framework_id ?? task_updated?.framework_id
  if (id === undefined) return true
  const known = state.frameworks.get(id.value) ?? state.completedFrameworks.get(id.value)
  if (known === undefined) return false
  const object = { value: known.info.user, framework_info: known.info }
  return may('VIEW_FRAMEWORK', object) && may('VIEW_TASK', { ...object, task: task_added?.task })
}
