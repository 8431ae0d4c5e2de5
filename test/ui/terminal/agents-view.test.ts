import { expect, it } from 'vitest'
import { agentLines, drainLine } from '../../../src/ui/terminal/agents-view.ts'
import type { Drain, WaitingTask } from '../../../src/upkeep/drains.ts'

it('shows what is known of each agent', () => {
  const amounts = { cpus: 2, mem: 512, disk: 0 }
  const used = { cpus: 0.30000000000000004, mem: 64, disk: 0 }
  expect(
    agentLines([
      { id: 'x-S0', hostname: 'node1', address: '10.0.0.1:5051', state: 'draining', total: amounts, used, tasks: 2 },
      { id: 'x-S1', hostname: '', address: '', state: 'unreachable' },
    ]),
  ).toEqual([
    'AGENT  HOST   ADDRESS        STATE         CPUS     MEM  TASKS',
    'x-S0   node1  10.0.0.1:5051  draining     0.3/2  64/512      2',
    'x-S1   -      -              unreachable      -       -      -',
  ])
})

const drain: Drain = { agent_id: 'x-S0', stands: 'connected', state: 'DRAINING', mark_gone: false }
const task = (task_id: string, more: Partial<WaitingTask> = {}): WaitingTask => ({
  task_id,
  name: task_id,
  framework_id: 'f',
  framework_name: 'marathon',
  framework_connected: true,
  state: 'TASK_RUNNING',
  unacknowledged: false,
  ...more,
})

it.each<[Partial<Drain>, string]>([
  [{ state: 'DRAINED' }, 'drained'],
  [{ waits_for: { tasks: [], operations: [] } }, 'draining'],
  [{ waits_for: { tasks: [task('a')], operations: [] } }, 'draining: waits for 1 task (a of marathon)'],
  [
    { waits_for: { tasks: ['a', 'b', 'c', 'd'].map(id => task(id)), operations: ['o'] } },
    'draining: waits for 4 tasks (a of marathon, b of marathon, c of marathon, … 1 more), and for 1 operation',
  ],
  [
    { waits_for: { tasks: [task('a', { unacknowledged: true, framework_connected: false })], operations: [] } },
    'draining: waits for 1 task that ended, until its framework acknowledges that (a of marathon, which is away)',
  ],
  [{ stands: 'unreachable' }, 'draining: the agent is unreachable, and hears of it when it is back'],
  [{}, 'draining: the leader does not tell its tasks'],
])('%j', (given, line) => expect(drainLine({ ...drain, ...given })).toBe(line))
