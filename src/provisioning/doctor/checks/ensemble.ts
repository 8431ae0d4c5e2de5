import { zooKeeperUnit } from '../../../roles/zookeeper.ts'
import { zookeeperMember } from '../../facts/zookeeper/member.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examined, Examinee, Finding } from '../check.ts'

/** Servers of the ZooKeeper ensemble that are out of it, a quorum that is lost or about to be, and disks that are slow to write. */
export const ensemble: Check = {
  name: 'zookeeper',
  ofDaemons: true,
  needs: host => (isMember(host) ? [ask(zookeeperMember, questionOf(host))] : []),
  find: hosts => {
    const members = hosts.filter(isMember)
    const out = members.filter(host => stateOf(host).mode === undefined)
    return [...out.map(outOf), ...quorum(members, out), ...leaders(members), ...members.flatMap(slow)]
  },
}

const isMember = ({ host }: Examinee) => host.groups.includes(host.vars.zookeeper_server_group)
const questionOf = ({ host }: Examinee) => ({ port: host.vars.mesos_zk_port, unit: zooKeeperUnit })
const stateOf = (host: Examined) => host.facts.get(zookeeperMember, questionOf(host))

const outOf = (host: Examined): Omit<Finding, 'check'> => ({
  severity: 'error',
  host: host.host.name,
  what: stateOf(host).answers
    ? 'its ZooKeeper server is up and serves nobody: it sees no quorum'
    : `its ZooKeeper server does not answer on port ${host.host.vars.mesos_zk_port}`,
  hint: 'look at the ports 2888 and 3888 between the servers, and at journalctl -u mantl-zookeeper there',
})

/** By the inventory: a member that could not be asked counts as away. */
const quorum = (members: readonly Examined[], out: readonly Examined[]): Omit<Finding, 'check'>[] => {
  const [first] = members
  if (first === undefined) return []
  const all = first.cluster.hosts.filter(({ groups }) => groups.includes(first.host.vars.zookeeper_server_group)).length
  const serving = members.length - out.length
  const needed = Math.floor(all / 2) + 1
  if (serving < needed)
    return [
      { severity: 'error', what: `${serving} of ${all} ZooKeeper servers serve; ${needed} are needed for a quorum` },
    ]
  if (serving < all && serving === needed)
    return [
      { severity: 'warning', what: `${serving} of ${all} ZooKeeper servers serve: one more lost, and the quorum is` },
    ]
  return []
}

const leaders = (members: readonly Examined[]): Omit<Finding, 'check'>[] => {
  const alone = members.filter(host => stateOf(host).mode === 'standalone')
  if (members.length < 2 || alone.length === 0) return []
  return alone.map(host => ({
    severity: 'error',
    host: host.host.name,
    what: 'its ZooKeeper server runs alone, outside the ensemble',
    hint: 'its zoo.cfg lacks the other servers: mantl provision writes it',
  }))
}

const slow = (host: Examined): Omit<Finding, 'check'>[] => {
  const { slowWrites, slowestWrite, longestLatency = 0 } = stateOf(host)
  const of = { severity: 'warning' as const, host: host.host.name }
  const hint = 'put zookeeper_data_dir on a disk of its own: every write of the cluster waits for it'
  if (slowWrites > 0)
    return [
      {
        ...of,
        what: `${slowWrites} writes of its ZooKeeper to the disk took over a second, up to ${slowestWrite} ms`,
        hint,
      },
    ]
  return longestLatency > 5000 ? [{ ...of, what: `a request to its ZooKeeper took ${longestLatency} ms`, hint }] : []
}
