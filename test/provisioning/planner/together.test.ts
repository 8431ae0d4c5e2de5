import { expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import type { HostSteps } from '../../../src/provisioning/model/plan.ts'
import { rollingPlan } from '../../../src/provisioning/planner/rolling.ts'
import { startedTogether } from '../../../src/provisioning/planner/together.ts'
import { restart } from './restart.ts'

const serves = (...together: string[]): Change => ({
  kind: 'await',
  what: 'it serves',
  command: { argv: ['true'] },
  timeoutMs: 1,
  why: 'w',
  ...(together.length === 0 ? {} : { together }),
})
const steps = (host: string, ...changes: Change[]): HostSteps => ({
  host,
  steps: changes.length === 0 ? [] : [{ operation: 'o', changes }],
})
const doings = (hosts: readonly HostSteps[]) =>
  hosts.flatMap(({ host, steps: all }) => {
    const kinds = all.flatMap(({ changes }) => changes.map(({ kind }) => (kind === 'await' ? 'await' : 'start')))
    return kinds.length === 0 ? [] : [`${host} ${kinds.join(' ')}`]
  })

it.each<[string, readonly HostSteps[], readonly (readonly string[])[]]>([
  [
    'one alone gets a second',
    [steps('b', restart(false, 'zk'), serves('a')), steps('a', restart(true, 'zk'), serves('b'))],
    [['b start'], ['a start await'], ['b await']],
  ],
  [
    'two that run restart',
    [steps('b', restart(true, 'zk'), serves('a')), steps('a', restart(true, 'zk'), serves('b'))],
    [['b start'], ['a start await'], ['b await']],
  ],
  [
    'two begin',
    [steps('b', restart(false, 'zk'), serves('a')), steps('a', restart(false, 'zk'), serves('b'))],
    [['b start await', 'a start await']],
  ],
  [
    'the second one comes back, the first is as it was',
    [steps('b', restart(false, 'zk'), serves('a')), steps('a')],
    [['b start await']],
  ],
  [
    'a third comes: two are a majority',
    [
      steps('c', restart(false, 'zk'), serves()),
      steps('a', restart(true, 'zk'), serves()),
      steps('b', restart(true, 'zk'), serves()),
    ],
    [['c start await', 'a start await', 'b start await']],
  ],
])('%s', (_, hosts, expected) => {
  const wave = { role: 'zookeeper', serial: 1, hosts }
  const waves = startedTogether(wave)
  expect(waves.map(one => doings(one.hosts))).toEqual(expected)
  expect(waves.map(one => one.hosts.map(({ host }) => host))).toEqual(waves.map(() => hosts.map(({ host }) => host)))
})

it('keeps that order in an upgrade, whoever leads', () => {
  const hosts = [steps('b', restart(false, 'zk'), serves('a')), steps('a', restart(true, 'zk'), serves('b'))]
  const plan = { waves: startedTogether({ role: 'zookeeper', serial: 1, hosts }), warnings: [], errors: [] }
  const rolling = rollingPlan(plan, { last: 'a', followers: [{ hosts: 1 }] })
  expect(rolling.waves.flatMap(wave => doings(wave.hosts))).toEqual(['b start', 'a start await', 'b await'])
})
