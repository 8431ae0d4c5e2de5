import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { Effect } from '../effects.ts'
import type { FollowerState, Framework } from '../state.ts'

interface Told {
  readonly frameworkId: string
  readonly info: FrameworkInfo
  readonly pid?: string
}

/** The framework as its leader tells of it now, kept on disk where that is news. One that was here before has its history back. */
export const knowFramework = (
  state: FollowerState,
  told: Told,
): { readonly framework: Framework; readonly effects: Effect[] } => {
  const known = state.frameworks.get(told.frameworkId)
  const before = known && JSON.stringify([known.info, known.pid])
  const framework = known ?? add(state, told)
  framework.info = { ...told.info, id: { value: told.frameworkId } }
  framework.pid = told.pid !== undefined && !told.pid.startsWith('@') ? told.pid : undefined
  const changed = before !== JSON.stringify([framework.info, framework.pid])
  const checkpoint = { kind: 'checkpoint-framework', info: framework.info, pid: framework.pid } as const
  return { framework, effects: changed && framework.info.checkpoint === true ? [checkpoint] : [] }
}

const add = (state: FollowerState, { frameworkId, info }: Told): Framework => {
  const back = state.completedFrameworks.findIndex(({ id }) => id === frameworkId)
  const history = back < 0 ? [] : state.completedFrameworks.splice(back, 1)[0]!.completedExecutors
  const framework: Framework = {
    id: frameworkId,
    info,
    executors: new Map(),
    completedExecutors: history,
    terminating: false,
  }
  state.frameworks.set(frameworkId, framework)
  return framework
}
