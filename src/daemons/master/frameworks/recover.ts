import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { frameworkAdded } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { adoptOrphans } from '../operations/add.ts'
import type { MasterState } from '../state.ts'
import { frameworkView } from '../views/framework.ts'
import { newFramework } from './new.ts'
import { showCounters } from './principal-counters.ts'
import { track } from './roles.ts'

/** A framework that only its agents know: it stays, without a timeout, until it subscribes or is torn down. `info.id` is set. */
export const recoverFramework = (state: MasterState, info: FrameworkInfo): Effect[] => {
  const framework = newFramework(info)
  framework.recovered = true
  state.frameworks.set(framework.id, framework)
  track(state, framework)
  adoptOrphans(state, framework)
  return [
    ...frameworkAdded(state, framework),
    ...showCounters(framework),
    { kind: 'publish', event: { type: 'FRAMEWORK_ADDED', framework_added: { framework: frameworkView(framework) } } },
  ]
}
