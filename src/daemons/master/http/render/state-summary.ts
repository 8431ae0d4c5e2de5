import type { Task } from '../../../../mesos/messages/task.ts'
import type { MasterState } from '../../state.ts'
import { agentView } from './agent.ts'
import { frameworkSummary } from './framework.ts'
import { listOf, objectOf } from './pieces.ts'

const counted = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_FINISHED',
  'TASK_KILLED',
  'TASK_FAILED',
  'TASK_LOST',
  'TASK_ERROR',
  'TASK_UNREACHABLE',
] as const

interface Tally {
  readonly counts: Record<(typeof counted)[number], number>
  /** Of frameworks for an agent, of agents for a framework. */
  readonly others: Set<string>
}

/**
 * PURE. /state-summary, facts/endpoints-v0.md 3.6, in pieces: first empty ones, while the tasks are counted. The same holds of it as of
 * /state (state.ts).
 */
export function* summaryPieces(state: MasterState): Generator<string | Uint8Array> {
  const agents = new Map<string, Tally>()
  const frameworks = new Map<string, Tally>()
  for (const framework of [...state.frameworks.values()]) {
    for (const list of [framework.tasks.values(), framework.unreachableTasks.values(), framework.completedTasks]) {
      for (const task of list) {
        tally(frameworks, framework.id, task.agent_id.value, task)
        tally(agents, task.agent_id.value, framework.id, task)
        yield ''
      }
    }
  }
  const { cluster } = state.settings
  yield* objectOf(
    { hostname: state.info.hostname, ...(cluster !== undefined && { cluster }) },
    {
      slaves: listOf([...state.agents.registered.values()], agent => {
        const { counts, others } = agents.get(agent.id) ?? newTally()
        return JSON.stringify({ ...agentView(state, agent), ...counts, framework_ids: [...others] })
      }),
      frameworks: listOf([...state.frameworks.values()], function* (framework) {
        const { counts, others } = frameworks.get(framework.id) ?? newTally()
        const summary = yield* frameworkSummary(state, framework)
        yield JSON.stringify({ ...summary, ...counts, slave_ids: [...others] })
      }),
    },
  )
}

const newTally = (): Tally => ({
  counts: Object.fromEntries(counted.map(name => [name, 0])) as Tally['counts'],
  others: new Set(),
})

const tally = (tallies: Map<string, Tally>, id: string, other: string, { state }: Task): void => {
  let known = tallies.get(id)
  if (!known) tallies.set(id, (known = newTally()))
  known.others.add(other)
  if (state in known.counts) known.counts[state as keyof Tally['counts']]++
}
