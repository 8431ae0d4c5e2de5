/** What a new inventory is made of. Hosts: `NAME`, `ADDRESS` or `NAME=ADDRESS`; those that lead and follow run both daemons. */
export interface NewInventory {
  /** Where it will stand. */
  readonly file: string
  readonly cluster: string
  readonly leaders: readonly string[]
  readonly followers: readonly string[]
  readonly user?: string | undefined
}

/** The text of an inventory, ZooKeeper on the leaders when there are several of them. */
export const newInventory = ({ file, cluster, leaders, followers, user }: NewInventory): string => {
  const several = leaders.length > 1
  const named = (hosts: readonly string[]) => new Set(hosts.map(nameOf))
  const without = (hosts: readonly string[], others: readonly string[]) =>
    hosts.filter(host => !named(others).has(nameOf(host)))
  const groups = [
    groupText('leaders', without(leaders, followers).map(hostText), 'leader'),
    groupText('both', without(leaders, without(leaders, followers)).map(hostText), 'mixed'),
    groupText('zookeeper', several ? leaders.map(host => `        ${quoted(nameOf(host))}:`) : []),
    groupText('followers', without(followers, leaders).map(hostText), 'follower'),
  ]
  return `# ${count(leaders, 'leader')}, ${count(followers, 'follower')}. docs/inventory.md explains the form of this file and lists all variables.
#
#   npx mantl inventory check ${file}
#   npx mantl plan ${file}
#   npx mantl provision ${file}
all:
  vars:
    mesos_cluster: ${quoted(cluster)}
    mesos_work_dir: /var/lib/mesos # the default, /var/run/mesos, does not survive a reboot
${user === undefined ? '' : `    ansible_user: ${quoted(user)} # others than root need sudo\n`}${several ? '    zookeeper_server_group: zookeeper # leaders are elected there\n' : ''}
  children:
${groups.filter(text => text !== '').join('\n')}`
}

/** Nothing where it has no hosts. */
const groupText = (group: string, hosts: readonly string[], mode?: string): string =>
  hosts.length === 0
    ? ''
    : `    ${group}:\n${mode === undefined ? '' : `      vars:\n        mesos_mode: ${mode}\n`}      hosts:\n${hosts.join('\n')}\n`

/** Whether a host is written as it must be. */
export const isHostText = (host: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]*(=[A-Za-z0-9][A-Za-z0-9._:-]*)?$/.test(host)

const nameOf = (host: string) => host.split('=')[0]!

const hostText = (host: string): string => {
  const [name = '', address] = host.split('=')
  return `        ${quoted(name)}:${address === undefined ? '' : `\n          ansible_host: ${quoted(address)}`}`
}

/** YAML would take some texts for numbers or truth values. */
const quoted = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9._-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text) ? text : `'${text}'`

const count = (hosts: readonly string[], what: string) => `${hosts.length} ${what}${hosts.length === 1 ? '' : 's'}`
