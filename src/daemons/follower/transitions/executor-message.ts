import type { Transition } from './transition.ts'

/** To the scheduler itself where it speaks libprocess, else through the leader. */
export const executorMessage: Transition<'executor-message'> = (state, { frameworkId, executorId, call }) => {
  const to = state.frameworks.get(frameworkId)?.pid ?? state.master?.pid
  if (to === undefined || state.info.id === undefined) return []
  const body = {
    agent_id: state.info.id,
    framework_id: { value: frameworkId },
    executor_id: { value: executorId },
    data: call.data,
  }
  return [{ kind: 'send', to, name: 'ExecutorToFrameworkMessage', body }]
}
