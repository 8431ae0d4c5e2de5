import { type Evaluated, findName, groupMembers, type Scope } from './scope.ts'
import { type Plain, toPlain } from './value.ts'

/** How defaults look at other variables; handed in, for evaluation itself asks for defaults. */
export type Evaluate = (scope: Scope, host: string, name: string) => Evaluated
type Derive = (scope: Scope, host: string, evaluate: Evaluate) => Plain | undefined

/** Defaults that other variables or other hosts decide. `variables.ts` puts each in words. */
export const derivedDefaults: Readonly<Record<string, Derive>> = {
  mesos_mode: (scope, host) => {
    const { groups } = scope.inventory
    if (!groups.has(mantlGroups.control)) return 'follower'
    if (groupMembers(scope, mantlGroups.control).includes(host)) return 'leader'
    return groupMembers(scope, mantlGroups.worker).includes(host) ? 'follower' : 'none'
  },
  zookeeper_server_group: ({ inventory: { groups } }) =>
    !groups.has('zookeeper_servers') && groups.has(mantlGroups.control) ? mantlGroups.control : 'zookeeper_servers',
  mesos_zk_hosts: (scope, host, evaluate) => {
    const servers = zookeeperServers(scope, host, evaluate)
    if (servers.length > 0) return servers.map(server => endpoint(scope, server, evaluate)).join(',')
    if (!findName(scope, host, 'mesos_zk_dns')) return ''
    return `${read(scope, host, 'mesos_zk_dns', evaluate)}:${read(scope, host, 'mesos_zk_port', evaluate)}`
  },
  mesos_authenticate_frameworks: (scope, host, evaluate) => {
    const credentials = read(scope, host, 'mesos_credentials', evaluate)
    return Array.isArray(credentials) && credentials.length > 0
  },
  mesos_authenticate_followers: (scope, _host, evaluate) => someFollowerHasSecret(scope, evaluate),
  zookeeper_id: (scope, host, evaluate) => {
    const position = zookeeperServers(scope, host, evaluate).indexOf(host)
    return position < 0 ? undefined : position + 1
  },
  mantl_address: (scope, host, evaluate) => {
    const address = read(scope, host, 'ansible_host', evaluate)
    return address === 'localhost' ? '127.0.0.1' : address
  },
  ansible_become: (scope, host, evaluate) => read(scope, host, 'ansible_connection', evaluate) !== 'local',
}

/** Mantl's own groups, as its inventories have them; those in role=edge and role=kubeworker run nothing of Mesos. */
const mantlGroups = { control: 'role=control', worker: 'role=worker' }

/** Hosts that run ZooKeeper for this host, in the group's order. */
export const zookeeperServers = (scope: Scope, host: string, evaluate: Evaluate): readonly string[] =>
  groupMembers(scope, String(read(scope, host, 'zookeeper_server_group', evaluate)))

const endpoint = (scope: Scope, server: string, evaluate: Evaluate): string =>
  `${read(scope, server, 'mantl_address', evaluate)}:${read(scope, server, 'mesos_zk_port', evaluate)}`

/** One answer for the cluster, found once. A secret whose template is broken counts as given: validation tells of it. */
const someFollowerHasSecret = (scope: Scope, evaluate: Evaluate): boolean => {
  const known = scope.derived.get('someFollowerHasSecret')
  if (typeof known === 'boolean') return known
  const found = [...scope.inventory.hosts.keys()].some(
    host =>
      ['follower', 'mixed'].includes(String(read(scope, host, 'mesos_mode', evaluate))) &&
      findName(scope, host, 'mesos_follower_secret') !== undefined &&
      read(scope, host, 'mesos_follower_secret', evaluate) !== null,
  )
  scope.derived.set('someFollowerHasSecret', found)
  return found
}

const read = (scope: Scope, host: string, name: string, evaluate: Evaluate): Plain | undefined => {
  const evaluated = evaluate(scope, host, name)
  return 'value' in evaluated ? toPlain(evaluated.value) : undefined
}
