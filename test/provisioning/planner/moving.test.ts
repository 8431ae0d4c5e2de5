import { expect, it } from 'vitest'
import type { Plan } from '../../../src/provisioning/model/plan.ts'
import type { ClusterView } from '../../../src/provisioning/planner/cluster-view.ts'
import { movingRisks } from '../../../src/provisioning/planner/moving.ts'
import { restart } from './restart.ts'

const planOf = (hosts: Readonly<Record<string, boolean>>): Plan => ({
  waves: ['base', 'mesos-follower'].map(role => ({
    role,
    hosts: Object.entries(hosts).map(([host, running]) => ({
      host,
      steps: [{ operation: 'o', changes: [restart(running, 'mantl-follower')] }],
    })),
  })),
  warnings: [],
  errors: [],
})
const agent = (hostname: string) => ({ id: `of-${hostname}`, hostname, active: true })
const task = (id: string, host: string, framework = 'f1', state = 'TASK_RUNNING') => ({
  id,
  framework,
  agent: `of-at-${host}`,
  state,
})
const names = new Map([['f1', 'marathon']])
const risks = (hosts: Readonly<Record<string, boolean>>, tasks: ClusterView['tasks']) =>
  movingRisks(planOf(hosts), { agents: ['at-a', 'at-b', 'at-c'].map(agent), tasks }, host => `at-${host}`, names)

it('says how many tasks of whom move, host by host; hosts with the same are named together', () => {
  const tasks = [
    ...[task('1', 'a'), task('2', 'a'), task('3', 'a', 'f2')],
    ...[task('4', 'b'), task('5', 'c'), task('6', 'c', 'f1', 'TASK_FINISHED')],
  ]
  expect(risks({ a: true, b: true, c: true }, tasks)).toEqual([
    '3 followers drained before a change: 5 tasks end there, and it is up to the frameworks to start them elsewhere',
    'a: 3 tasks: 2 of marathon, 1 of f2',
    'b, c: 1 task: 1 of marathon',
  ])
})

it.each([
  ['followers that are only started', { a: false }, [task('1', 'a')], []],
  ['tasks on others', { a: true }, [task('1', 'b')], ['1 follower drained before a change: no task runs there']],
])('%s', (_, hosts, tasks, expected) => expect(risks(hosts, tasks)).toEqual(expected))
