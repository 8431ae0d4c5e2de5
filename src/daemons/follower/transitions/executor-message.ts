import type { Transition } from './transition.ts'

/** To the scheduler itself where it speaks libprocess, else through the leader. Best effort: while no leader has us it is dropped. */
export const executorMessage: Transition<'executor-message'> = (state, { frameworkId, executorId, call }) => {
  const framework = state.frameworks.get(frameworkId)
  const to = framework?.pid ?? state.master?.pid
  if (framework === undefined || framework.terminating || state.phase !== 'running' || to === undefined) {
    return [
      { kind: 'count', metric: 'slave/invalid_framework_messages' },
      { kind: 'log', level: 'info', message: `a message of executor ${executorId} can't be delivered` },
    ]
  }
  const body = {
    agent_id: { value: state.info.id?.value ?? '' },
    framework_id: { value: frameworkId },
    executor_id: { value: executorId },
    data: call.data,
  }
  return [
    { kind: 'send', to, name: 'ExecutorToFrameworkMessage', body },
    { kind: 'count', metric: 'slave/valid_framework_messages' },
  ]
}
