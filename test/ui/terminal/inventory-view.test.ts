import { expect, it } from 'vitest'
import type { DescribedHost, DescribedVariable } from '../../../src/inventory/describe.ts'
import { hostsSummary } from '../../../src/ui/terminal/inventory-view.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'

const place = { file: 'c.yml', line: 3, column: 5 }
const given = (name: string, value: string): DescribedVariable => ({ name, value, from: { kind: 'inventory', place } })
const usual = (name: string, value: string): DescribedVariable => ({ name, value, from: { kind: 'default' } })

const hosts: readonly DescribedHost[] = Array.from({ length: 12 }, (_, index) => ({
  host: `node-${index + 1}`,
  groups: ['all', index < 3 ? 'leaders' : 'followers'],
  variables: [
    index < 3 ? given('mesos_mode', 'leader') : usual('mesos_mode', 'follower'),
    usual('mesos_leader_port', '5050'),
    given('mesos_cluster', 'prod'),
    given('ansible_host', `10.0.0.${index + 1}`),
    ...(index === 4 ? [given('mesos_follower_secret', '(secret)')] : []),
    ...(index === 5
      ? [{ name: 'rack', from: { kind: 'unset' }, problem: 'unknown name x' } as const]
      : [{ name: 'rack', from: { kind: 'unset' } } as const]),
  ],
}))

it('says of many hosts what they have in common, and who differs', () => {
  expect(hostsSummary(hosts, createPalette(false)).join('\n')).toBe(`12 hosts

GROUP      HOSTS
leaders    node-1, node-2, node-3
followers  node-[4:12] (9 hosts)

THE SAME ON ALL  VALUE  FROM
mesos_cluster    prod   c.yml:3:5

WHERE THEY DIFFER      VALUE               ON
mesos_mode             follower            node-[4:12] (9 hosts)
                       leader              node-1, node-2, node-3
ansible_host           10.0.0.1            node-1
                       and 11 more values
rack                   (not set)           node-[1:5], node-[7:12] (11 hosts)
                       ! unknown name x    node-6
mesos_follower_secret  (not set)           node-[1:4], node-[6:12] (11 hosts)
                       (secret)            node-5

all of one: mantl inventory show HOST; --json has all of all`)
})
