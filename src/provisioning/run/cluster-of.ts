import { leadersOf } from '../../roles/mesos/settings.ts'
import type { Cluster } from '../../roles/role.ts'

/** What is worth remembering of a cluster that was provisioned: where its leaders listen. */
export const clusterOf = (inventory: string, cluster: Cluster) => {
  const leaders = leadersOf(cluster)
  return {
    inventory,
    name: leaders[0]?.vars.mesos_cluster ?? '',
    leaders: leaders.map(({ address, vars }) => `${address}:${vars.mesos_leader_port}`),
  }
}
