import type { Effect } from '../../daemons/follower/effects.ts'
import type { FollowerState } from '../../daemons/follower/state.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import { isTerminal } from '../../mesos/messages/terminal.ts'
import { contains, sum, unallocate } from '../../mesos/resources/index.ts'
import { taskIn } from '../agent/machine.ts'
import { text } from './books.ts'
import type { InvariantKind } from './invariant.ts'

/** What really runs, whatever leaders believe. */
export const machines: InvariantKind = {
  name: 'machines-hold-it',
  says: 'the tasks on an agent never need more than it has, and a task is started at most once',
  create: (_, report) => {
    const launched = new Map<string, string>()
    return {
      agentStepped: ({ name, state, info }, event, effects) => {
        for (const effect of effects) {
          const key = startedBy(effect)
          if (key === undefined) continue
          const where = launched.get(key)
          if (where !== undefined) report(`task ${key} is started on ${name}, and was on ${where}`, [key])
          launched.set(key, name)
        }
        if ((event.kind !== 'run-task' && event.kind !== 'run-task-group') || state === undefined) return
        const needed = neededOn(state)
        const total = info.resources ?? []
        if (!contains(total, needed)) {
          const { message } = event
          const tasks = 'task' in message ? [message.task] : (message.task_group.tasks ?? [])
          const ids = tasks.map(({ task_id }) => task_id.value)
          report(`the tasks on ${name} need ${text(needed)}, it has ${text(total)}`, ids)
        }
      },
    }
  },
}

/** The task that begins with the effect; one of a custom executor is handed to it. */
const startedBy = (effect: Effect): string | undefined => {
  if (effect.kind === 'executor-event') return effect.event.launch?.task.task_id.value
  return effect.kind === 'launch' ? taskIn(effect.order) : undefined
}

const neededOn = ({ frameworks }: FollowerState): Resource[] => {
  const lists: (readonly Resource[])[] = []
  for (const { executors, terminating } of frameworks.values()) {
    if (terminating) continue // the leader has given back what they hold, as Mesos does
    for (const { tasks, queued } of executors.values()) {
      for (const { task } of tasks.values()) if (!isTerminal(task.state)) lists.push(task.resources ?? [])
      for (const { resources } of queued.values()) lists.push(resources ?? [])
    }
  }
  // A volume is a part of the machine's disk, whosever it is.
  return sum(
    unallocate(sum(lists)).map(({ role: _, reservation: __, reservations: ___, disk: ____, ...rest }) => [rest]),
  )
}
