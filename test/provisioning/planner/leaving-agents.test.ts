import { describe, expect, it } from 'vitest'
import { readClusterView } from '../../../src/provisioning/planner/cluster-view.ts'
import { leavingAgentsIn, strayAgentsIn } from '../../../src/provisioning/planner/leaving-agents.ts'
import { leavingLines } from '../../../src/ui/terminal/leaving-lines.ts'

const slave = (id: string, hostname: string) => ({ id, hostname, active: true })
const task = (id: string, slave_id: string, state: string) => ({ id, framework_id: 'F', slave_id, state })

/** A leader's answers: S1 is at work, S2 has not come back since a failover, S3 and S4 are given up, S5 by a leader that tells nothing of it. */
const view = readClusterView(
  {
    slaves: [slave('S1', '10.0.0.1')],
    recovered_slaves: [{ id: 'S2', hostname: '10.0.0.2', port: 5051 }],
    unreachable_slaves: [{ id: 'S3', hostname: '10.0.0.3', port: 5051, unreachable_time: 1 }, { id: 'S4' }],
  },
  {
    tasks: [
      task('a', 'S1', 'TASK_RUNNING'),
      task('b', 'S1', 'TASK_FINISHED'),
      task('c', 'S3', 'TASK_UNREACHABLE'),
      task('d', 'S3', 'TASK_FINISHED'),
      task('e', 'S5', 'TASK_UNREACHABLE'),
    ],
  },
)!

describe('the agents of hosts that leave', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    [
      'one at work',
      ['10.0.0.1'],
      [],
      ['the agent S1 on 10.0.0.1 is drained, and then gone for good, with the task that it runs'],
    ],
    [
      'one not heard of since a failover',
      ['10.0.0.2'],
      [],
      ['the agent S2 on 10.0.0.2 is drained, and then gone for good'],
    ],
    [
      'one that was given up',
      ['10.0.0.3'],
      [],
      ['the agent S3 on 10.0.0.3, which the leader cannot reach, is given up for good, with the task that ran there'],
    ],
    ['one that nobody can place', ['10.0.0.4'], [], []],
    [
      'that one, by its name',
      ['10.0.0.4'],
      ['S4'],
      ['the agent S4, which the leader cannot reach, is given up for good'],
    ],
    [
      'one that only its tasks tell of',
      ['10.0.0.5'],
      ['S5'],
      ['the agent S5, which the leader cannot reach, is given up for good, with the task that ran there'],
    ],
  ])('%s', (_, addresses, named, lines) => {
    expect(leavingLines(leavingAgentsIn(view, new Set(addresses), named), false)).toEqual(lines)
  })

  it('of lost hosts nothing is drained', () => {
    expect(leavingLines(leavingAgentsIn(view, new Set(['10.0.0.1']), []), true)).toEqual([
      'the agent S1 on 10.0.0.1 is given up for good, with the task that it runs',
    ])
  })

  it('one at work elsewhere is not given up by mistake', () => {
    expect(() => leavingAgentsIn(view, new Set(['10.0.0.4']), ['S1'])).toThrow(
      'the agent S1 is at work on 10.0.0.1, which stays',
    )
  })

  it('those that nobody can place may be theirs', () => {
    expect(strayAgentsIn(view)).toEqual(['S4', 'S5'])
  })
})

it('an agent goes by the name that the inventory gives its host', () => {
  const agent = { id: 'S0', hostname: '10.0.0.1', called: 'node-1', active: true, tasks: 0 }
  expect(leavingLines([agent], false)).toEqual(['the agent S0 on node-1 is drained, and then gone for good'])
})
