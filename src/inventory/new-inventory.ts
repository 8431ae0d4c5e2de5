/** What a new inventory is made of. Hosts: `NAME`, `ADDRESS` or `NAME=ADDRESS`. */
export interface NewInventory {
  readonly cluster: string
  readonly leaders: readonly string[]
  readonly followers: readonly string[]
  readonly user?: string | undefined
}

/** The text of an inventory, ZooKeeper on the leaders when there are several of them. */
export const newInventory = ({ cluster, leaders, followers, user }: NewInventory): string => {
  const several = leaders.length > 1
  return `# ${count(leaders, 'leader')}, ${count(followers, 'follower')}. docs/inventory.md explains the form of this file and lists all variables.
#
#   npx mantl inventory check THIS-FILE
#   npx mantl plan THIS-FILE
#   npx mantl provision THIS-FILE
all:
  vars:
    mesos_cluster: ${quoted(cluster)}
    mesos_work_dir: /var/lib/mesos # the default, /var/run/mesos, does not survive a reboot
${user === undefined ? '' : `    ansible_user: ${quoted(user)} # others than root need sudo\n`}${several ? '    zookeeper_server_group: zookeeper # leaders are elected there\n' : ''}
  children:
    leaders:
      vars:
        mesos_mode: leader
      hosts:
${leaders.map(hostText).join('\n')}
${several ? `\n    zookeeper:\n      hosts:\n${leaders.map(host => `        ${quoted(nameOf(host))}:`).join('\n')}\n` : ''}
    followers:
      vars:
        mesos_mode: follower
      hosts:
${followers.map(hostText).join('\n')}
`
}

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
