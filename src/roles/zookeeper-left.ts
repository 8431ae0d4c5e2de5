import { switchedOff } from '../provisioning/operations/removed/switched-off.ts'
import { unitFile, unitRuntime } from '../provisioning/operations/units/service.ts'
import { membership } from '../provisioning/operations/zookeeper/membership.ts'
import type { Cluster, Role, RoleHost } from './role.ts'
import { membersOf, zooKeeperUnit, zookeeper } from './zookeeper.ts'

/**
 * A server that is no member any more stops before the others learn it: as long as it led them, one that starts with the shorter list could not
 * follow it, and would wait in vain. Its data stay. Where no ensemble is left at all its servers run on, for nobody knows whether others took over.
 */
export const zookeeperLeft: Role = {
  name: 'zookeeper-left',
  meaning: 'a ZooKeeper server that has left zookeeper_server_group stops',
  area: 'zookeeper',
  after: ['base'],
  serial: 1,
  needsUp: [zookeeper.name],
  plays: (host, cluster) => !zookeeper.plays(host, cluster) && hasEnsemble(cluster, host),
  operations: ({ host, cluster, layout, surroundings: { unitManager: manager } }) => {
    const folder = `${layout.config}/zookeeper`
    const files = [unitFile(zooKeeperUnit, manager, layout), `${folder}/zoo.cfg`, `${folder}/environment`]
    const runtime = unitRuntime(zooKeeperUnit, layout)
    const why = 'it has left zookeeper_server_group'
    return [
      membership({ host: host.name, path: `${folder}/zoo.cfg`, members: membersOf(cluster, host) }),
      switchedOff({ variable: 'zookeeper_server_group', why, files, unit: zooKeeperUnit, manager, runtime }, layout),
    ]
  },
}

const hasEnsemble = ({ hosts }: Cluster, { vars }: RoleHost): boolean =>
  hosts.some(({ groups }) => groups.includes(vars.zookeeper_server_group))
