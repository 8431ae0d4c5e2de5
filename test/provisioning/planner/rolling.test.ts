import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../src/provisioning/model/plan.ts'
import { type ClusterView, notBack, readClusterView } from '../../../src/provisioning/planner/cluster-view.ts'
import { batchesOf, parseBatchSizes, rollingPlan } from '../../../src/provisioning/planner/rolling.ts'
import { restart } from './restart.ts'

const ten = Array.from({ length: 10 }, (_, index) => index)

it.each([
  ['1', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
  ['4', [4, 4, 2]],
  ['25%', [2, 2, 2, 2, 2]],
  ['1,30%', [1, 3, 3, 3]],
  ['1%', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
  ['100%', [10]],
  [' 1 , 2 ', [1, 2, 2, 2, 2, 1]],
])('--serial %s of ten hosts', (text, sizes) => {
  const batches = batchesOf(ten, parseBatchSizes(text)!)
  expect([batches.map(({ length }) => length), batches.flat()]).toEqual([sizes, ten])
})

it.each(['', '0', '-1', '101%', 'x', '1,,2', '1.5'])('--serial %j says no sizes', text => {
  expect(parseBatchSizes(text)).toBeUndefined()
})

const wave = (role: string, hosts: Readonly<Record<string, boolean>>, serial?: number): Plan['waves'][number] => ({
  role,
  ...(serial === undefined ? {} : { serial }),
  hosts: Object.entries(hosts).map(([host, running]) => ({
    host,
    steps: [{ operation: 'o', changes: [restart(running)] }],
  })),
})
const order = (plan: Plan) => plan.waves.map(({ role, hosts }) => [role, ...hosts.map(({ host }) => host)])

it('the leading host comes last in every wave that goes one by one, followers come in batches', () => {
  const plan = {
    waves: [
      wave('base', { a: false, b: false }),
      wave('mesos-leader', { a: true, b: true }, 1),
      wave('mesos-follower', { c: true, d: false, e: true, f: true }),
    ],
    warnings: [],
    errors: [],
  }
  expect(order(rollingPlan(plan, { last: 'a', followers: [{ hosts: 1 }, { hosts: 2 }] }))).toEqual([
    ['base', 'a', 'b'],
    ['mesos-leader', 'b', 'a'],
    ['mesos-follower', 'd', 'c'],
    ['mesos-follower', 'e', 'f'],
  ])
})

describe('whether all is back', () => {
  const view = (agents: Readonly<Record<string, boolean>>, tasks: Readonly<Record<string, string>>): ClusterView =>
    readClusterView(
      {
        slaves: Object.entries(agents).map(([id, active]) => ({
          id,
          hostname: `10.0.0.${id}`,
          active,
          attributes: {},
        })),
      },
      { tasks: Object.entries(tasks).map(([id, state]) => ({ id, framework_id: 'F', slave_id: id[0]!, state })) },
    )!
  const before = view(
    { 1: true, 2: true, 3: false },
    { '1a': 'TASK_RUNNING', '1b': 'TASK_FINISHED', '2a': 'TASK_RUNNING' },
  )
  const all = new Set(['10.0.0.1', '10.0.0.2', '10.0.0.3'])

  it.each<[string, ClusterView, ReadonlySet<string>, string[]]>([
    ['all as before', before, all, []],
    ['a task that ended by itself', view({ 1: true, 2: true }, { '1a': 'TASK_FAILED', '2a': 'TASK_RUNNING' }), all, []],
    [
      'an agent that is away',
      view({ 1: false, 2: true }, { '1a': 'TASK_RUNNING', '2a': 'TASK_RUNNING' }),
      all,
      ['the agent of 10.0.0.1 is not back'],
    ],
    [
      'an agent under a new id, and its task gone with the old one',
      view({ 4: true, 2: true }, { '2a': 'TASK_RUNNING' }),
      all,
      ['the agent of 10.0.0.1 is not back', 'the task 1a was lost'],
    ],
    [
      'a task that was lost',
      view({ 1: true, 2: true }, { '1a': 'TASK_LOST', '2a': 'TASK_RUNNING' }),
      all,
      ['the task 1a was lost'],
    ],
    ['what happens to others', view({ 1: true, 2: false }, { '1a': 'TASK_RUNNING' }), new Set(['10.0.0.1']), []],
  ])('%s', (_, now, addresses, missing) => {
    expect(notBack(before, now, addresses)).toEqual(missing)
  })

  it.each([
    [{}, { tasks: [] }],
    [{ slaves: [{ id: 1 }] }, { tasks: [] }],
    [{ slaves: [] }, undefined],
  ])('what is not in its form is no view: %#', (slaves, tasks) => {
    expect(readClusterView(slaves, tasks)).toBeUndefined()
  })
})
