import { content } from '../../provisioning/model/content.ts'
import { installed } from '../../provisioning/operations/packages/installed.ts'
import { hostUnit } from '../../provisioning/operations/units/host-unit.ts'
import { readFile } from '../../provisioning/operations/units/read-files.ts'
import { leadersOf } from '../mesos/settings.ts'
import type { Role, RoleContext, RoleHost } from '../role.ts'
import { needsSystemd } from './needs-systemd.ts'
import { isAddress } from './settings.ts'

/** The cluster's names answered on each host itself: mesos_zk_dns, leader.mesos, and every node. */
export const dnsmasq: Role = {
  name: 'dnsmasq',
  meaning: 'a resolver on 127.0.0.1 that knows the cluster’s names',
  area: 'host',
  after: ['base'],
  plays: ({ vars }) => vars.mantl_dns,
  operations: context =>
    needsSystemd(context, 'mantl_dns', () => {
      const configuration = content(context.template('host/dnsmasq.conf', { records: recordsOf(context) }))
      return [
        installed(['dnsmasq']),
        ...hostUnit('dnsmasq', context.layout, [
          readFile({ path: '/etc/dnsmasq.d/mantl.conf', content: configuration, mode: 0o644 }),
        ]),
      ]
    }),
}

interface Record {
  readonly names: string
  readonly address: string
}

/** A name with several records gets all their addresses: any ZooKeeper server answers, and a leader that stands by redirects. */
const recordsOf = ({ cluster, host }: RoleContext): readonly Record[] => {
  const servers = cluster.hosts.filter(({ groups }) => groups.includes(host.vars.zookeeper_server_group))
  return [
    ...records(servers, () => host.vars.mesos_zk_dns),
    ...records(leadersOf(cluster), () => 'leader.mesos'),
    ...records(cluster.hosts, ({ name }) => [...new Set([name, `${name.split('.')[0]}.node.consul`])].join(',')),
  ]
}

const records = (hosts: readonly RoleHost[], names: (host: RoleHost) => string): readonly Record[] =>
  hosts.filter(({ address }) => isAddress(address)).map(host => ({ names: names(host), address: host.address }))
