import { expect, it } from 'vitest'
import { isHostText, type NewInventory, newInventory } from '../../src/inventory/new-inventory.ts'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { inventoryOf, problemsOf } from './inventory-of.ts'

it.each<[NewInventory, unknown]>([
  [
    {
      file: 'c.yml',
      cluster: 'blue',
      leaders: ['a=10.0.0.1', 'b=10.0.0.2', 'c=10.0.0.3'],
      followers: ['d=10.0.0.4', 'e.example'],
    },
    {
      a: ['leader', '10.0.0.1', 1],
      b: ['leader', '10.0.0.2', 2],
      c: ['leader', '10.0.0.3', 3],
      d: ['follower', '10.0.0.4', undefined],
      'e.example': ['follower', 'e.example', undefined],
    },
  ],
  [
    { file: 'c.yml', cluster: '7', leaders: ['10.0.0.1'], followers: ['no'], user: 'admin' },
    { '10.0.0.1': ['leader', '10.0.0.1', undefined], no: ['follower', 'no', undefined] },
  ],
  [
    { file: 'c.yml', cluster: 'all', leaders: ['a=10.0.0.1', 'b', 'c'], followers: ['a', 'b', 'c', 'd'] },
    { a: ['mixed', '10.0.0.1', 1], b: ['mixed', 'b', 2], c: ['mixed', 'c', 3], d: ['follower', 'd', undefined] },
  ],
])('%j is an inventory without a problem', (wanted, expected) => {
  const texts = { 'c.yml': newInventory(wanted) }
  const inventory = inventoryOf(texts)
  expect(problemsOf(texts)).toEqual([])
  const resolved = [...inventory.hosts.keys()].map(host => [host, resolveHost(inventory, host)] as const)
  expect(
    Object.fromEntries(
      resolved.map(([host, vars]) => [host, [vars.mesos_mode, vars.mantl_address, vars.zookeeper_id]]),
    ),
  ).toEqual(expected)
  expect(
    resolved.every(([, vars]) => vars.mesos_cluster === wanted.cluster && vars.connection.user === wanted.user),
  ).toBe(true)
})

it.each([
  ['node-1', true],
  ['n=10.0.0.1', true],
  ['n=fe80::1', true],
  ['', false],
  ['a b', false],
  ["a'", false],
  ['-x', false],
  ['n=', false],
])('%j is a host: %s', (text, is) => {
  expect(isHostText(text)).toBe(is)
})
