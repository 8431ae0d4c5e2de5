import { toRecord } from '../../daemons/master/registrar/records.ts'
import { isTerminal } from '../../mesos/messages/terminal.ts'
import type { InvariantKind } from './invariant.ts'

/** An operator who reads DRAINED may switch the machine off. */
export const drained: InvariantKind = {
  name: 'drained-is-empty',
  says: 'an agent that is drained runs no task, neither as its leader sees it nor in truth',
  create: ({ agents, leaders }, report) => {
    /** Whoever asked for that has given up its tasks, though their agent may not have heard of it yet. */
    const tornDown = (id: string) => leaders.some(({ state }) => state?.completedFrameworks.has(id))
    return {
      applied: ({ changes }) => {
        for (const change of changes) {
          if (change.area !== 'deactivated' || change.kind !== 'put') continue
          const record = toRecord(change)
          if (record.area !== 'deactivated' || record.value.drain_info?.state !== 'DRAINED') continue
          const node = agents.find(({ state }) => state?.info.id?.value === change.key)
          for (const framework of node?.state?.frameworks.values() ?? []) {
            if (framework.terminating || tornDown(framework.id)) continue
            for (const { tasks } of framework.executors.values()) {
              for (const [taskId, { task }] of tasks) {
                if (!isTerminal(task.state)) report(`${node!.name} is drained and runs ${taskId}`, [taskId, change.key])
              }
            }
          }
        }
      },
      sweep: () => {
        for (const { state } of leaders) {
          for (const agent of state?.agents.registered.values() ?? []) {
            if (agent.drain?.state !== 'DRAINED') continue
            for (const tasks of agent.tasks.values()) {
              for (const [taskId, { state: its }] of tasks) {
                if (!isTerminal(its)) report(`agent ${agent.id} is drained and has ${taskId}`, [agent.id, taskId])
              }
            }
          }
        }
      },
    }
  },
}
