import type { Call } from '../../mesos/messages/scheduler.ts'
import type { SchedulerOutput, SchedulerState } from './state.ts'

export const callFor = (state: SchedulerState, call: Omit<Call, 'framework_id'>): SchedulerOutput => ({
  kind: 'call',
  call: { ...call, framework_id: { value: state.id ?? '' } },
})
