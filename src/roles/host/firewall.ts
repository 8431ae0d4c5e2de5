import { content } from '../../provisioning/model/content.ts'
import { installed } from '../../provisioning/operations/packages/installed.ts'
import { hostUnit } from '../../provisioning/operations/units/host-unit.ts'
import { readFile } from '../../provisioning/operations/units/read-files.ts'
import { playsFollower, playsLeader } from '../mesos/settings.ts'
import type { Role, RoleContext, RoleHost } from '../role.ts'
import { needsSystemd } from './needs-systemd.ts'
import { isAddress } from './settings.ts'

const unit = 'mantl-firewall'

/** Exactly the ports that the host's roles need, in a table of its own; what else filters on the host stays as it is. */
export const firewall: Role = {
  name: 'firewall',
  meaning: 'nftables: the ports of the host’s roles are open, all others closed',
  area: 'host',
  after: ['base'],
  plays: ({ vars }) => vars.mantl_firewall,
  operations: context =>
    needsSystemd(context, 'mantl_firewall', () => {
      const path = `${context.layout.config}/firewall.nft`
      const rules = content(context.template('host/firewall.nft', rulesOf(context)))
      const text = content(context.template('host/firewall.service', { rules: path }))
      return [
        installed(['nftables']),
        ...hostUnit(unit, context.layout, [
          readFile({ path, content: rules, mode: 0o644 }),
          readFile({ path: `${context.layout.units}/${unit}.service`, content: text, mode: 0o644 }),
        ]),
      ]
    }),
}

export interface OpenPort {
  /** As nft writes them: `5050` or `31000-32000`. */
  readonly ports: string
  /** The cluster's own hosts, or everybody. */
  readonly from: 'cluster' | 'all'
  readonly why: string
}

/** What the host's roles listen on. sshd first: whoever provisions must get in again. */
export const openPorts = (host: RoleHost): readonly OpenPort[] => {
  const { vars } = host
  return [
    { ports: String(vars.connection.port ?? 22), from: 'all', why: 'sshd' },
    ...(host.groups.includes(vars.zookeeper_server_group)
      ? ([
          { ports: String(vars.mesos_zk_port), from: 'cluster', why: 'ZooKeeper' },
          {
            ports: `${vars.zookeeper_peer_port}, ${vars.zookeeper_election_port}`,
            from: 'cluster',
            why: 'ZooKeeper servers',
          },
        ] as const)
      : []),
    ...(playsLeader(host) ? ([{ ports: String(vars.mesos_leader_port), from: 'all', why: 'leader' }] as const) : []),
    ...(playsFollower(host)
      ? ([
          { ports: String(vars.mesos_follower_port), from: 'all', why: 'follower' },
          ...taskPorts(vars.mesos_resources),
        ] as const)
      : []),
    ...vars.mantl_firewall_allow.map(ports => ({ ports, from: 'all', why: 'mantl_firewall_allow' }) as const),
  ]
}

/** What the agent offers as ports, its tasks listen on. Without any, Mesos' default. */
const taskPorts = (resources: string): readonly OpenPort[] => {
  const ranges = /(?:^|;)ports(?:\([^)]*\))?:\[([^\]]*)\]/.exec(resources)?.[1] ?? '31000-32000'
  return ranges.trim() === '' ? [] : [{ ports: ranges, from: 'all', why: 'tasks' }]
}

const rulesOf = ({ host, cluster }: RoleContext) => {
  const addresses = cluster.hosts.map(({ address }) => address).filter(isAddress)
  const open = openPorts(host)
  return {
    v4: addresses.filter(address => !address.includes(':')).join(', '),
    v6: addresses.filter(address => address.includes(':')).join(', '),
    all: open.filter(({ from }) => from === 'all'),
    cluster: open.filter(({ from }) => from === 'cluster'),
  }
}
