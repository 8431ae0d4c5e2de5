import { didYouMean } from '../did-you-mean.ts'
import type { Host } from '../model.ts'
import type { Problem } from '../problem.ts'
import type { ReadVariables } from '../resolve.ts'
import { findName, groupMembers, type Scope } from '../scope.ts'

/** A host with what could be read of its variables. */
export type ReadHost = { readonly host: Host; readonly read: Partial<ReadVariables> }
type Rule = (scope: Scope, hosts: readonly ReadHost[]) => Problem[]

const leads = ({ read }: ReadHost): boolean => read.mesos_mode === 'leader' || read.mesos_mode === 'mixed'
const follows = ({ read }: ReadHost): boolean => read.mesos_mode === 'follower' || read.mesos_mode === 'mixed'

const atHead = ({ inventory }: Scope) => ({ file: inventory.file, line: 1, column: 1 })

/** A mode that could not be read may be a leader: then its own problem is enough. */
const hasLeader: Rule = (scope, hosts) => {
  if (hosts.length === 0) {
    const hint = 'name some below all: hosts: in YAML, or a line each; mantl init writes an inventory'
    return [{ severity: 'error', message: 'the inventory has no hosts', hint, place: atHead(scope) }]
  }
  if (hosts.some(host => leads(host) || host.read.mesos_mode === undefined)) return []
  const hint = 'set mesos_mode: leader for one, three or five hosts, or mixed for a single one'
  return [{ severity: 'error', message: 'no host is a leader', hint, place: atHead(scope) }]
}

const oddLeaders: Rule = (scope, hosts) => {
  const leaders = hosts.filter(leads)
  if (leaders.length === 0 || leaders.length % 2 === 1) return []
  const hint = `${leaders.length - 1} stand as many failures, ${leaders.length + 1} one more`
  const message = `${leaders.length} leaders: an even number brings nothing over one less`
  return [{ severity: 'warning', message, hint, place: leaders.at(-1)?.host.place ?? atHead(scope) }]
}

const leadersHaveZooKeeper: Rule = (_scope, hosts) => {
  const leaders = hosts.filter(leads)
  const without = leaders.filter(({ read }) => read.mesos_zk_hosts === '')
  if (leaders.length < 2) return []
  return without.map(({ host }) => ({
    severity: 'error',
    message: `${leaders.length} leaders need ZooKeeper to elect one, and ${host.name} has none`,
    hint: 'set zookeeper_server_group to the group that runs it, or mesos_zk_hosts',
    place: host.place,
  }))
}

const followersHaveSecrets: Rule = (_scope, hosts) => {
  if (!hosts.some(({ read }) => read.mesos_authenticate_followers)) return []
  const lacking = hosts.filter(
    entry => follows(entry) && 'mesos_follower_secret' in entry.read && !entry.read.mesos_follower_secret,
  )
  return lacking.map(({ host }) => ({
    severity: 'error',
    message: `follower ${host.name} lacks mesos_follower_secret, so the leaders would refuse it`,
    hint: 'mantl credentials set follower --secret-file FILE gives one to all',
    place: host.place,
  }))
}

const frameworksCanLogIn: Rule = (scope, hosts) =>
  hosts
    .filter(
      entry => leads(entry) && entry.read.mesos_authenticate_frameworks && entry.read.mesos_credentials?.length === 0,
    )
    .map(({ host }) => ({
      severity: 'warning',
      message: 'mesos_authenticate_frameworks is on and mesos_credentials is empty: no framework can log in',
      place: findName(scope, host.name, 'mesos_authenticate_frameworks')?.namePlace ?? host.place,
    }))

/** The default group may be absent; one that somebody named must be there. */
const zookeeperGroupExists: Rule = (scope, hosts) =>
  hosts.flatMap(({ host, read }): Problem[] => {
    const given = findName(scope, host.name, 'zookeeper_server_group')
    const group = read.zookeeper_server_group
    if (!given || group === undefined || scope.inventory.groups.has(group)) return []
    const hint = didYouMean(group, scope.inventory.groups.keys())
    return [{ severity: 'error', message: `zookeeper_server_group: no group ${group}`, hint, place: given.value.place }]
  })

const zookeeperIdsDiffer: Rule = (scope, hosts) => {
  const owners = new Map<string, string>()
  return hosts.flatMap(({ host, read }): Problem[] => {
    const group = read.zookeeper_server_group ?? ''
    if (read.zookeeper_id === undefined || !groupMembers(scope, group).includes(host.name)) return []
    const key = `${group}/${read.zookeeper_id}`
    const owner = owners.get(key)
    owners.set(key, owner ?? host.name)
    if (!owner) return []
    const place = findName(scope, host.name, 'zookeeper_id')?.value.place ?? host.place
    const hint = 'set zookeeper_id for every host of the group'
    return [
      {
        severity: 'error',
        message: `zookeeper_id ${read.zookeeper_id} of ${host.name} is ${owner}’s too`,
        hint,
        place,
      },
    ]
  })
}

/** Two names for one machine would configure it twice; behind jump hosts equal addresses may differ, so only a warning. */
const addressesDiffer: Rule = (_scope, hosts) => {
  const owners = new Map<string, string>()
  return hosts.flatMap(({ host, read }): Problem[] => {
    if (read.ansible_host === undefined) return []
    const local = read.ansible_connection === 'local'
    const key = local ? 'local' : `${read.ansible_host}:${read.ansible_port ?? ''}`
    const owner = owners.get(key)
    owners.set(key, owner ?? host.name)
    if (!owner) return []
    const message = `${host.name} and ${owner} are the same machine${local ? ': both are local' : `: ${read.ansible_host}`}`
    return [{ severity: 'warning', message, place: host.place }]
  })
}

const portsDiffer: Rule = (scope, hosts) =>
  hosts
    .filter(
      ({ read }) =>
        read.mesos_mode === 'mixed' &&
        read.mesos_leader_port !== undefined &&
        read.mesos_leader_port === read.mesos_follower_port,
    )
    .map(({ host, read }) => ({
      severity: 'error',
      message: `mesos_leader_port and mesos_follower_port of ${host.name} are both ${read.mesos_leader_port}`,
      place: findName(scope, host.name, 'mesos_follower_port')?.value.place ?? host.place,
    }))

export const clusterRules: readonly Rule[] = [
  hasLeader,
  oddLeaders,
  leadersHaveZooKeeper,
  followersHaveSecrets,
  frameworksCanLogIn,
  zookeeperGroupExists,
  zookeeperIdsDiffer,
  addressesDiffer,
  portsDiffer,
]
