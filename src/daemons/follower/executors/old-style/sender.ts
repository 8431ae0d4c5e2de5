import type { Effect } from '../../effects.ts'
import { type Executor, type FollowerState, type Framework, findExecutor } from '../../state.ts'

interface Ids {
  readonly framework_id: { readonly value: string }
  readonly executor_id: { readonly value: string }
}

interface Found {
  readonly framework: Framework
  readonly executor: Executor
}

/** The executor of the framework's own that says to be this one, if it may still do something. */
export const findLive = (state: FollowerState, { framework_id, executor_id }: Ids): Found | undefined => {
  const framework = state.frameworks.get(framework_id.value)
  const executor = findExecutor(state, framework_id.value, executor_id.value)
  if (framework === undefined || executor?.kind !== 'custom' || executor.gone || framework.terminating) return undefined
  if (executor.state === 'terminating' || state.phase === 'recovering' || state.phase === 'terminating')
    return undefined
  return { framework, executor }
}

/** Who is not expected ends. */
export const sendAway = (pid: string, { executor_id }: Ids): Effect[] => [
  {
    kind: 'log',
    level: 'warning',
    message: `executor ${executor_id.value} at ${pid} is not expected: it is shut down`,
  },
  { kind: 'send', to: pid, name: 'ShutdownExecutorMessage', body: {} },
]
