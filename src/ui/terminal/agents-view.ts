import type { ClusterAgent } from '../../upkeep/cluster-agents.ts'
import type { Drain, WaitingTask } from '../../upkeep/drains.ts'
import { table } from './table.ts'

/** The agents, one a line: PURE. */
export const agentLines = (agents: readonly ClusterAgent[]): string[] =>
  table(
    ['AGENT', 'HOST', 'ADDRESS', 'STATE', 'CPUS', 'MEM', 'TASKS'],
    agents.map(({ id, node, hostname, address, state, total, used, tasks }) => [
      id,
      node ?? (hostname || '-'),
      address || '-',
      state,
      total ? `${round(used?.cpus)}/${round(total.cpus)}` : '-',
      total ? `${round(used?.mem)}/${round(total.mem)}` : '-',
      tasks === undefined ? '-' : String(tasks),
    ]),
    { right: [4, 5, 6] },
  )

const round = (value = 0) => String(Math.round(value * 100) / 100)

/** What a drain waits for, in a line. */
export const drainLine = ({ state, stands, waits_for }: Drain): string => {
  if (state === 'DRAINED') return 'drained'
  if (waits_for === undefined || stands !== 'connected') return `draining: ${away[stands]}`
  const parts = [
    ...named(waits_for.tasks.filter(({ unacknowledged }) => !unacknowledged)),
    ...named(
      waits_for.tasks.filter(({ unacknowledged }) => unacknowledged),
      ' that ended, until its framework acknowledges that',
    ),
    ...(waits_for.operations.length > 0 ? [count(waits_for.operations.length, 'operation')] : []),
  ]
  return parts.length === 0 ? 'draining' : `draining: waits for ${parts.join(', and for ')}`
}

const away: Readonly<Record<Drain['stands'], string>> = {
  connected: 'the leader does not tell its tasks',
  disconnected: 'the agent is away, and hears of it when it is back',
  recovered: 'the agent has not come back since the leader changed; it hears of it then',
  unreachable: 'the agent is unreachable, and hears of it when it is back',
}

const MOST = 3

const named = (tasks: readonly WaitingTask[], which = ''): string[] => {
  if (tasks.length === 0) return []
  const some = tasks.slice(0, MOST).map(taskText)
  const more = tasks.length > MOST ? `, … ${tasks.length - MOST} more` : ''
  return [`${count(tasks.length, 'task')}${which} (${some.join(', ')}${more})`]
}

const taskText = ({ task_id, framework_name, framework_connected }: WaitingTask): string =>
  `${task_id} of ${framework_name ?? '?'}${framework_connected ? '' : ', which is away'}`

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
