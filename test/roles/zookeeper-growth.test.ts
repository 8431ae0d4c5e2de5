import { expect, it } from 'vitest'
import { configuredMembers } from '../../src/provisioning/facts/zookeeper/configured-members.ts'
import { requestId } from '../../src/provisioning/model/fact.ts'
import { makePlan, type PlannedHost } from '../../src/provisioning/planner/plan.ts'
import { zookeeper } from '../../src/roles/zookeeper.ts'
import { statedFacts } from '../support/facts.ts'
import { clusterFrom, contextFor } from '../support/role-context.ts'

interface State {
  /** Numbers of the servers in its zoo.cfg; absent: it has none. */
  readonly knows?: readonly number[]
  /** Its folder holds what an ensemble wrote. */
  readonly data?: boolean
  /** The run does not look at it. */
  readonly absent?: boolean
}

const address = (id: number) => `10.0.0.${id}`

/** What the role plans for node-1, node-2 …, of which those that have a zoo.cfg run. */
const planFor = (...states: readonly State[]) => {
  const hosts = states.map((_, index) => `node-${index + 1}: { ansible_host: ${address(index + 1)} }`)
  const cluster = clusterFrom(
    `all: { vars: { zookeeper_server_group: zk }, children: { zk: { hosts: { ${hosts.join(', ')} } } } }`,
  )
  const planned = states.flatMap(({ knows, data = false, absent }, index): PlannedHost[] => {
    if (absent) return []
    const host = `node-${index + 1}`
    const operations = zookeeper.operations(contextFor(cluster, host))
    const members = knows && new Map(knows.map(id => [id, address(id)]))
    const answers: Readonly<Record<string, unknown>> = {
      'zookeeper/configured-members': members,
      'zookeeper/kept-data': data,
      'units/unit-state': { active: knows !== undefined, enabled: knows !== undefined, startedWith: 'before' },
    }
    const needs = operations.flatMap(operation => operation.needs)
    const stated = needs.filter(({ fact }) => fact.name in answers || fact.name === configuredMembers.name)
    const facts = statedFacts(stated.map(({ fact, args }) => [fact, args, answers[fact.name]] as const))
    expect(new Set(stated.map(requestId)).size).toBeGreaterThan(1)
    return [{ host, operations: new Map([[zookeeper.name, operations]]), facts }]
  })
  return makePlan([zookeeper], planned)
}

const doingsOf = ({ waves }: ReturnType<typeof planFor>) =>
  waves.map(({ hosts }) =>
    hosts.flatMap(({ host, steps }) =>
      steps.flatMap(({ changes }) =>
        changes.flatMap(({ kind }) =>
          kind === 'restart-unit' ? [`${host} starts`] : kind === 'await' ? [`${host} serves`] : [],
        ),
      ),
    ),
  )

it.each<[string, readonly State[], readonly (readonly string[])[]]>([
  [
    'one becomes two',
    [{ knows: [], data: true }, {}],
    [['node-2 starts'], ['node-1 starts', 'node-1 serves'], ['node-2 serves']],
  ],
  [
    'it goes on where it was broken off, when the second waits already',
    [{ knows: [], data: true }, { knows: [1, 2] }],
    [['node-1 starts'], ['node-2 starts', 'node-2 serves'], ['node-1 serves']],
  ],
  [
    'two become three: the third finds a majority',
    [{ knows: [1, 2], data: true }, { knows: [1, 2], data: true }, {}],
    [['node-3 starts', 'node-3 serves', 'node-1 starts', 'node-1 serves', 'node-2 starts', 'node-2 serves']],
  ],
  ['two begin', [{}, {}], [['node-1 starts', 'node-1 serves', 'node-2 starts', 'node-2 serves']]],
])('%s', (_, states, expected) => {
  const plan = planFor(...states)
  expect(plan.errors).toEqual([])
  expect(doingsOf(plan)).toEqual(expected)
})

it.each<[string, readonly State[], string]>([
  ['one to three at once', [{ knows: [], data: true }, {}, {}], 'more than one server at once (node-2, node-3)'],
  ['a second with data', [{ knows: [], data: true }, { data: true }], 'holds data from before'],
  ['a second that is left out', [{ knows: [], data: true }, { absent: true }], 'node-2 takes no part in this run'],
])('refuses %s', (_, states, message) => {
  expect(planFor(...states).errors).toEqual([{ host: 'node-1', message: expect.stringContaining(message) }])
})

it('refuses a third that brings data, and says how to move them', () => {
  const before = { knows: [1, 2], data: true }
  expect(planFor(before, before, { data: true }).errors).toEqual([
    {
      host: 'node-3',
      message: expect.stringContaining('(mv /var/lib/zookeeper/version-2 /var/lib/zookeeper/version-2.old)'),
    },
  ])
})

it.each<[string, readonly State[]]>([
  ['that takes over data which servers of others left', [{ data: true }, { data: true }, { data: true }]],
  [
    'whose third serves already',
    [
      { knows: [1, 2, 3], data: true },
      { knows: [1, 2, 3], data: true },
      { knows: [1, 2, 3], data: true },
    ],
  ],
])('takes an ensemble %s', (_, states) => {
  expect(planFor(...states).errors).toEqual([])
})
