import type { FrameworkNode } from '../framework/framework.ts'
import type { InvariantKind } from './invariant.ts'

/** An agent forgets an update when it is acknowledged: then its framework must have it. */
export const acknowledged: InvariantKind = {
  name: 'updates-arrive',
  says: 'an update is acknowledged to its agent only when the framework has recorded it',
  create: ({ frameworks }, report) => {
    const owners = new Map<string, FrameworkNode>()
    return {
      frameworkStepped: node => {
        if (node.state.id !== undefined) owners.set(node.state.id, node)
      },
      agentStepped: (_, event) => {
        if (event.kind !== 'update-acknowledged') return
        const { framework_id, task_id, uuid } = event.message
        const scheduler = owners.get(framework_id.value)?.state ?? frameworks[0]!.state
        if (scheduler.tasks.get(task_id.value)?.seen.has(uuid)) return
        report(`update ${uuid} of ${task_id.value} is acknowledged, and nobody has it`, [task_id.value])
      },
    }
  },
}
