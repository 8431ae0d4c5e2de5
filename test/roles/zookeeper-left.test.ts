import { expect, it } from 'vitest'
import { leftBehind } from '../../src/provisioning/facts/host/left-behind.ts'
import type { Made } from '../../src/provisioning/facts/host/made.ts'
import { configuredMembers } from '../../src/provisioning/facts/zookeeper/configured-members.ts'
import { changeText } from '../../src/provisioning/model/change-text.ts'
import { type AbsentHost, makePlan } from '../../src/provisioning/planner/plan.ts'
import { roleOrder } from '../../src/provisioning/planner/role-order.ts'
import { catalog } from '../../src/roles/catalog.ts'
import { zookeeperLeft } from '../../src/roles/zookeeper-left.ts'
import { statedFacts } from '../support/facts.ts'
import { clusterFrom, contextFor } from '../support/role-context.ts'

const unit = '/etc/systemd/system/mantl-zookeeper.service'
const zoo = '/etc/mantl/zookeeper/zoo.cfg'
const record = '/var/lib/mantl/started/mantl-zookeeper'
const made: readonly Made[] = [
  { kind: 'path', name: unit },
  { kind: 'path', name: zoo },
  { kind: 'unit', name: 'mantl-zookeeper' },
]

/** node-3 and what its zoo.cfg names, where the group has other hosts. */
const planFor = (knows: readonly number[] | undefined, group: string, absent: readonly AbsentHost[] = []) => {
  const cluster = clusterFrom(
    `all: { vars: { zookeeper_server_group: zk }, hosts: { "node-[1:3]": {} }, children: { zk: { hosts: { ${group} } } } }`,
  )
  const operations = zookeeperLeft.operations(contextFor(cluster, 'node-3'))
  const needs = operations.flatMap(operation => operation.needs)
  const members = knows && new Map(knows.map(id => [id, `node-${id}`]))
  const there = knows === undefined ? [] : [unit, zoo, record]
  const facts = statedFacts(
    needs.map(({ fact, args }) => [
      fact,
      args,
      { [configuredMembers.name]: members, [leftBehind.name]: { there, made: there.length === 0 ? [] : made } }[
        fact.name
      ],
    ]),
  )
  return makePlan(
    [zookeeperLeft],
    [{ host: 'node-3', operations: new Map([[zookeeperLeft.name, operations]]), facts }],
    {
      absent,
    },
  )
}

const stepsIn = ({ waves }: ReturnType<typeof planFor>) => waves[0]!.hosts[0]!

it('a server that has left stops, before those that stay learn it', () => {
  const plan = planFor([1, 2, 3], 'node-1: , node-2:')
  expect(plan.errors).toEqual([])
  expect(stepsIn(plan).steps.flatMap(({ changes }) => changes.map(changeText))).toEqual([
    'stop mantl-zookeeper',
    `remove ${unit}`,
    `remove ${zoo}`,
    `remove ${record}`,
  ])
  const names = roleOrder(catalog).map(({ name }) => name)
  expect(names.indexOf('zookeeper-left')).toBeLessThan(names.indexOf('zookeeper'))
})

it('a host that never was one has nothing to do', () => {
  expect(stepsIn(planFor(undefined, 'node-1:')).steps).toEqual([])
})

it.each([
  ['two leave at once', [1, 2, 3], 'node-1:', 'more than one server at once'],
  ['the only one is replaced by another', [], 'node-1:', 'holds all that the cluster knows'],
])('is refused where %s', (_, knows, group, message) => {
  expect(planFor(knows, group).errors).toEqual([{ host: 'node-3', message: expect.stringContaining(message) }])
})

it('is held back while another server cannot be reached', () => {
  const down = [{ host: 'node-1', roles: ['zookeeper'], because: 'failed' }] as const
  expect(stepsIn(planFor([1, 2, 3], 'node-1: , node-2:', down)).held).toBe(
    'zookeeper of node-1 may be down, and no second one is interrupted meanwhile',
  )
})

it.each([
  ['no ensemble is left', '{ zk: { hosts: {} } }', false],
  ['one is left elsewhere', '{ zk: { hosts: { node-1: } } }', true],
  ['it is a member itself', '{ zk: { hosts: { node-2: } } }', false],
])('stops only where others go on: %s', (_, children, plays) => {
  const cluster = clusterFrom(
    `all: { vars: { zookeeper_server_group: zk }, hosts: { node-2: {} }, children: ${children} }`,
  )
  const host = cluster.hosts.find(({ name }) => name === 'node-2')!
  expect(zookeeperLeft.plays(host, cluster)).toBe(plays)
})
