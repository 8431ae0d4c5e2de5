import type { Effect } from '../../daemons/master/effects.ts'
import type { InvariantKind } from './invariant.ts'
import { statusIn } from './told.ts'

/** What a leader tells others must be durable by then, however soon it is deposed. */
export const durable: InvariantKind = {
  name: 'durable-before-said',
  says: 'an agent is told that it is admitted, a framework that a task is unreachable or gone, an operator that it is done, only when it is in the registry',
  create: (_, report) => {
    const ever = new Set<string>()
    const missing = (area: string, id: string | undefined, what: string) => {
      if (id === undefined || ever.has(`${area}/${id}`)) return
      report(`${what}, yet the registry has never had ${area}/${id}`, [id])
    }
    const check = (effect: Effect) => {
      if (effect.kind === 'send') {
        const body = effect.body as { agent_id?: { value: string }; message?: string }
        if (effect.name === 'SlaveRegisteredMessage' || effect.name === 'SlaveReregisteredMessage') {
          missing('agents', body.agent_id?.value, `${effect.to} hears that it is admitted`)
        }
      }
      const status = statusIn(effect)
      const id = status?.agent_id?.value
      const task = status?.task_id.value
      if (status?.source !== 'SOURCE_MASTER') return
      if (status.state === 'TASK_UNREACHABLE') missing('unreachable', id, `task ${task} is said to be unreachable`)
      // A follower that drains to be marked gone says so of its tasks itself, before that.
      if (status.reason === 'REASON_AGENT_REMOVED_BY_OPERATOR') missing('gone', id, `task ${task} is said to be gone`)
    }
    return {
      applied: ({ changes }) => {
        for (const { kind, area, key } of changes) if (kind === 'put') ever.add(`${area}/${key}`)
      },
      leaderStepped: (_node, event, effects) => {
        for (const effect of effects) check(effect)
        if (event.kind !== 'agent-gone') return
        missing('gone', event.agentId, 'the leader counts an agent as gone')
      },
    }
  },
}
