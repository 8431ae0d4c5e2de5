import { leadersOf, playsFollower, playsLeader } from '../../../roles/mesos/settings.ts'
import type { RoleHost } from '../../../roles/role.ts'
import type { Check, Examinee, Finding, Probe } from '../check.ts'

interface Way extends Probe {
  readonly to: string
  readonly what: string
}

/** Ports that a host must reach on another one, and cannot. A refusal says that nobody listens; that is for the other checks. */
export const ports: Check = {
  name: 'ports',
  probes: waysOf,
  find: hosts =>
    hosts.flatMap(host =>
      waysOf(host).flatMap((way): Omit<Finding, 'check'>[] => {
        if (host.probe(way) !== 'silent') return []
        return [
          {
            severity: 'error',
            host: host.host.name,
            what: `cannot reach ${way.to} on port ${way.port} (${way.what}): no answer`,
            hint: `is there a firewall between them? ${way.address}:${way.port} must be open for ${host.host.name}`,
          },
        ]
      }),
    ),
}

function waysOf({ host, cluster }: Examinee): readonly Way[] {
  const others = cluster.hosts.filter(({ name }) => name !== host.name)
  const isServer = ({ groups }: RoleHost) => groups.includes(host.vars.zookeeper_server_group)
  const mesos = playsLeader(host) || playsFollower(host)
  const way = (other: RoleHost, port: number, what: string): Way => ({
    to: other.name,
    address: other.address,
    port,
    what,
  })
  return [
    ...(mesos ? others.filter(isServer).map(other => way(other, other.vars.mesos_zk_port, 'ZooKeeper')) : []),
    ...(isServer(host)
      ? others.filter(isServer).map(other => way(other, other.vars.zookeeper_election_port, 'ZooKeeper’s elections'))
      : []),
    ...(mesos ? leadersOf({ hosts: others }).map(other => way(other, other.vars.mesos_leader_port, 'the leader')) : []),
    ...(playsLeader(host)
      ? others.filter(playsFollower).map(other => way(other, other.vars.mesos_follower_port, 'the follower'))
      : []),
  ]
}
