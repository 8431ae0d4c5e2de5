import { expect, it } from 'vitest'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { inventoryOf } from './inventory-of.ts'

const modes = (text: string) => {
  const inventory = inventoryOf({ hosts: text })
  return Object.fromEntries(
    [...inventory.hosts.keys()].map(host => {
      const { mesos_mode, zookeeper_id, mesos_zk_hosts } = resolveHost(inventory, host)
      return [host, [mesos_mode, zookeeper_id, mesos_zk_hosts]]
    }),
  )
}

it('a Mantl inventory: control leads and runs ZooKeeper, worker follows, edge runs nothing of Mesos', () => {
  const servers = '10.0.0.1:2181'
  expect(
    modes(`[role=control]
c-01 ansible_ssh_host=10.0.0.1 zk_id=7
[role=worker]
w-01 ansible_ssh_host=10.0.0.2
[role=edge]
e-01 ansible_ssh_host=10.0.0.3
[role=kubeworker]
k-01 ansible_ssh_host=10.0.0.4
[both]
c-01
`),
  ).toEqual({
    'c-01': ['leader', 7, servers],
    'w-01': ['follower', undefined, servers],
    'e-01': ['none', undefined, servers],
    'k-01': ['none', undefined, servers],
  })
})

it('what the inventory says itself counts more', () => {
  expect(modes('[role=control]\nc mesos_mode=mixed\nd\n[zookeeper_servers]\nd\n')).toEqual({
    c: ['mixed', undefined, 'd:2181'],
    d: ['leader', 1, 'd:2181'],
  })
})

it('without those groups all stays as it was', () => {
  expect(modes('[role=worker]\nw\n')).toEqual({ w: ['follower', undefined, ''] })
})
