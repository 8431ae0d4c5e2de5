import { expect, test } from 'vitest'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { inventoryOf } from './inventory-of.ts'

/** Each row adds one place to those above it, and it wins over all of them. */
const rising: [string, Record<string, string>, string[]?][] = [
  ['all', {}],
  ['parent', {}],
  ['child', {}],
  ['group_vars all', { 'group_vars/all.yml': 'mesos_cluster: group_vars all' }],
  ['group_vars parent', { 'group_vars/parent.yml': 'mesos_cluster: group_vars parent' }],
  ['group_vars child', { 'group_vars/child.yml': 'mesos_cluster: group_vars child' }],
  ['host', {}],
  ['host_vars', { 'host_vars/h.yml': 'mesos_cluster: host_vars' }],
  ['extra', {}, ['mesos_cluster=extra']],
]

test.each(rising.map(([name], index) => [name, index] as const))('%s wins over what is weaker', (name, index) => {
  const present = rising.slice(0, index + 1)
  const has = (place: string) => present.some(([known]) => known === place)
  const set = (place: string) => (has(place) ? `{mesos_cluster: ${place}}` : '{}')
  const text = `all:
  vars: ${set('all')}
  children:
    parent:
      vars: ${set('parent')}
      children:
        child:
          vars: ${set('child')}
          hosts: {h: ${set('host')}}
`
  const files = Object.assign({ 'i.yml': text }, ...present.map(([, more]) => more))
  const inventory = inventoryOf(
    files,
    present.flatMap(([, , extra]) => extra ?? []),
  )
  expect(resolveHost(inventory, 'h').mesos_cluster).toBe(name)
})

test.each([
  ['', '', 'b'],
  ['ansible_group_priority=10', '', 'a'],
  ['ansible_group_priority=10', 'ansible_group_priority=11', 'b'],
])('groups of one depth: priority (%s, %s), then the name', (a, b, winner) => {
  const text = `[a]\nh\n[b]\nh\n[a:vars]\nmesos_cluster=a\n${a}\n[b:vars]\nmesos_cluster=b\n${b}\n`
  expect(resolveHost(inventoryOf({ hosts: text }), 'h').mesos_cluster).toBe(winner)
})
