import { z } from 'zod'
import {
  credentials,
  flag,
  flags,
  folder,
  limits,
  matching,
  oneOf,
  port,
  ports,
  secret,
  semicolonList,
  settings,
  text,
  whole,
} from './schemas.ts'
import type { Plain } from './value.ts'

/**
 * Every variable that mantl knows. `default`: as a user would write it, templates and all; absent means unset, or made
 * from other variables (derived-defaults.ts), which `defaultText` then puts in words. `grammar`: the text of each part
 * is checked by the parser of that name given to `validate`. `vaulted`: must come out of ansible-vault.
 */
export type Definition = {
  readonly area: 'mesos' | 'zookeeper' | 'mantl' | 'host' | 'connection'
  readonly schema: z.ZodType
  readonly default?: Plain
  readonly defaultText?: string
  readonly meaning: string
  readonly grammar?: 'resources' | 'attributes'
  readonly vaulted?: true
}

const chroot = matching(/^\/?[^\s/:,]+(\/[^\s/:,]+)*\/?$/, 'a ZooKeeper path like mesos or a/b', 'path').transform(
  path => path.replace(/^\/|\/$/g, ''),
)
const connectionString = z
  .union(
    [z.literal(''), matching(/^[^\s,/@]+:\d+(,[^\s,/@]+:\d+)*$/, 'host:port,host:port… without zk:// or a path', '')],
    {
      error: 'must be host:port,host:port… without zk:// or a path',
    },
  )
  .describe('host:port,…')
const address = matching(/^[A-Za-z0-9._:%-]+$/, 'a host name or an IP address', 'address')

export const variables = {
  mesos_mode: {
    area: 'mesos',
    schema: oneOf('leader', 'follower', 'mixed', 'none'),
    defaultText: '`follower`; with a group role=control, as in Mantl: leader there, follower in role=worker, else none',
    meaning:
      'what the host runs: the leader (Mesos master), the follower (Mesos agent), mixed, which is both, or none of them',
  },
  mesos_log_dir: { area: 'mesos', schema: folder, default: '/var/log/mesos', meaning: 'folder of the log files' },
  mesos_work_dir: {
    area: 'mesos',
    schema: folder,
    default: '/var/run/mesos',
    meaning: 'folder of registry, sandboxes and checkpoints; choose a disk that survives a reboot',
  },
  mesos_leader_port: { area: 'mesos', schema: port, default: 5050, meaning: 'port that the leader listens on' },
  mesos_follower_port: { area: 'mesos', schema: port, default: 5051, meaning: 'port that the follower listens on' },
  mesos_leader_cmd: {
    area: 'mesos',
    schema: text,
    default: 'mesos-master',
    meaning: 'program that the leader’s unit starts',
  },
  mesos_follower_cmd: {
    area: 'mesos',
    schema: text,
    default: 'mesos-slave',
    meaning: 'program that the follower’s unit starts',
  },
  mesos_leader_flags: {
    area: 'mesos',
    schema: flags,
    default: {},
    meaning: 'more flags of the leader, by their Mesos names: { offer_timeout: 1mins }',
  },
  mesos_follower_flags: {
    area: 'mesos',
    schema: flags,
    default: {},
    meaning: 'more flags of the follower, by their Mesos names: { image_providers: docker }',
  },
  mesos_isolation: {
    area: 'mesos',
    schema: matching(
      /^[a-z0-9_-]+(\/[a-z0-9_-]+)*(,[a-z0-9_-]+(\/[a-z0-9_-]+)*)*$/i,
      'isolators with commas between',
      'isolators',
    ),
    default: 'cgroups/cpu,cgroups/mem',
    meaning: 'isolators of the follower; posix/cpu,posix/mem turns enforcement off',
  },
  mesos_attributes: {
    area: 'mesos',
    schema: semicolonList,
    default: ['node_id:{{ inventory_hostname }}'],
    grammar: 'attributes',
    meaning: 'attributes of the follower, each key:value',
  },
  mesos_resources: {
    area: 'mesos',
    schema: semicolonList,
    default: ['ports(*):[4000-5000, 7000-8000, 9000-10000, 25000-26000, 31000-32000]'],
    grammar: 'resources',
    meaning: 'resources of the follower, each name(role):value; what is not named is detected',
  },
  mesos_cluster: { area: 'mesos', schema: text, default: 'mantl', meaning: 'name of the cluster, shown by tools' },
  mesos_zk_hosts: {
    area: 'mesos',
    schema: connectionString,
    defaultText:
      'address:mesos_zk_port of every host in zookeeper_server_group; empty without such hosts: no ZooKeeper',
    meaning: 'ZooKeeper servers to use, host:port with commas between',
  },
  mesos_zk_dns: {
    area: 'mesos',
    schema: address,
    default: 'zookeeper.service.consul',
    meaning:
      'DNS name of all ZooKeeper servers; when set and zookeeper_server_group has no hosts, mesos_zk_hosts is made of it',
  },
  mesos_zk_port: { area: 'mesos', schema: port, default: 2181, meaning: 'port that ZooKeeper serves clients on' },
  mesos_zk_chroot: {
    area: 'mesos',
    schema: chroot,
    default: 'mesos',
    meaning: 'znode under which everything of ours lives',
  },
  zk_mesos_user: {
    area: 'mesos',
    schema: matching(/^[^:@/\s]+$/, 'a name without : @ / and spaces', 'name'),
    default: 'mesos',
    meaning: 'name that leaders log in to ZooKeeper with, when zk_mesos_user_secret is set',
  },
  zk_mesos_user_secret: {
    area: 'mesos',
    schema: secret.optional(),
    meaning: 'leaders log in to ZooKeeper with it; then nobody else may change what is under mesos_zk_chroot',
  },
  mesos_credentials: {
    area: 'mesos',
    schema: credentials,
    default: [],
    meaning: 'principals and secrets that frameworks and tools may log in with',
  },
  mesos_authenticate_frameworks: {
    area: 'mesos',
    schema: flag,
    defaultText: 'true when mesos_credentials is not empty',
    meaning: 'refuse frameworks that do not log in',
  },
  mesos_authenticate_followers: {
    area: 'mesos',
    schema: flag,
    defaultText: 'true when a follower has a secret',
    meaning: 'refuse followers that do not log in; every follower then needs mesos_follower_secret',
  },
  mesos_follower_principal: {
    area: 'mesos',
    schema: text,
    default: 'follower',
    meaning: 'name that followers log in with',
  },
  mesos_follower_secret: {
    area: 'mesos',
    schema: secret.optional(),
    meaning: 'secret that the follower logs in with; encrypt it with ansible-vault',
  },
  mesos_logging_level: {
    area: 'mesos',
    schema: oneOf('INFO', 'WARNING', 'ERROR'),
    default: 'WARNING',
    meaning: 'least severe messages that every component logs',
  },
  zookeeper_server_group: {
    area: 'zookeeper',
    schema: text,
    defaultText: '`zookeeper_servers`; without such a group role=control, as in Mantl',
    meaning: 'group whose hosts run ZooKeeper; without hosts in it there is none',
  },
  zookeeper_id: {
    area: 'zookeeper',
    schema: whole(1, 255, 'number 1–255').optional(),
    defaultText: 'place of the host in zookeeper_server_group, from 1',
    meaning: 'number of the server in the ensemble, never changed once it ran',
  },
  zk_super_user: {
    area: 'zookeeper',
    schema: matching(/^[^:@/\s]+$/, 'a name without : @ / and spaces', 'name'),
    default: 'super',
    meaning: 'name that may do everything in ZooKeeper, when zk_super_user_secret is set',
  },
  zk_super_user_secret: {
    area: 'zookeeper',
    schema: secret.optional(),
    meaning: 'secret of zk_super_user; the servers keep its digest alone',
  },
  zookeeper_peer_port: {
    area: 'zookeeper',
    schema: port,
    default: 2888,
    meaning: 'port between servers: followers to the leader',
  },
  zookeeper_election_port: {
    area: 'zookeeper',
    schema: port,
    default: 3888,
    meaning: 'port between servers: elections',
  },
  zookeeper_data_dir: {
    area: 'zookeeper',
    schema: folder,
    default: '/var/lib/zookeeper',
    meaning: 'folder of ZooKeeper’s data',
  },
  zookeeper_tick_time: {
    area: 'zookeeper',
    schema: whole(100, 60_000, 'milliseconds'),
    default: 2000,
    meaning: 'ZooKeeper’s unit of time in milliseconds; sessions last 2 to 20 of them',
  },
  zookeeper_init_limit: {
    area: 'zookeeper',
    schema: whole(1, 1000, 'ticks'),
    default: 10,
    meaning: 'ticks a server may take to join',
  },
  zookeeper_sync_limit: {
    area: 'zookeeper',
    schema: whole(1, 1000, 'ticks'),
    default: 5,
    meaning: 'ticks a server may lag behind',
  },
  zookeeper_heap_mb: {
    area: 'zookeeper',
    schema: whole(32, 65_536, 'megabytes'),
    default: 512,
    meaning: 'most memory for the server’s Java heap, in megabytes',
  },
  mantl_sysctl: {
    area: 'host',
    schema: settings,
    default: {},
    meaning: 'kernel settings by name: { vm.max_map_count: 262144 }',
  },
  mantl_limits: {
    area: 'host',
    schema: limits,
    default: {},
    meaning:
      'limits of everybody who logs in, root too: { nofile: 65536, nproc: 8192, memlock: unlimited }; tasks have those of the follower’s unit',
  },
  mantl_time_sync: {
    area: 'host',
    schema: flag,
    default: false,
    meaning: 'keep the clock right, by systemd-timesyncd; leave it out where something else does',
  },
  mantl_hosts_file: {
    area: 'host',
    schema: flag,
    default: false,
    meaning: 'the cluster’s hosts stand in /etc/hosts of each',
  },
  mantl_dns: {
    area: 'host',
    schema: flag,
    default: false,
    meaning: 'dnsmasq on 127.0.0.1 answers mesos_zk_dns, leader.mesos (all leaders) and the names of all hosts',
  },
  mantl_firewall: {
    area: 'host',
    schema: flag,
    default: false,
    meaning: 'nftables closes all ports but those of the host’s roles',
  },
  mantl_firewall_allow: {
    area: 'host',
    schema: ports,
    default: [],
    meaning: 'more ports that everybody may reach: numbers or ranges such as 8000-8100',
  },
  mantl_logrotate: {
    area: 'host',
    schema: flag,
    default: true,
    meaning: 'logrotate cuts the daemons’ logs, where it is installed',
  },
  mantl_address: {
    area: 'mantl',
    schema: address,
    defaultText: 'ansible_host, else inventory_hostname; 127.0.0.1 for localhost',
    meaning: 'address at which the other hosts of the cluster reach this one',
  },
  ansible_host: {
    area: 'connection',
    schema: address,
    default: '{{ inventory_hostname }}',
    meaning: 'address to connect to',
  },
  ansible_port: {
    area: 'connection',
    schema: port.optional(),
    defaultText: 'what ~/.ssh/config says, else 22',
    meaning: 'port of sshd',
  },
  ansible_user: {
    area: 'connection',
    schema: text.optional(),
    defaultText: 'what ~/.ssh/config says, else your own name',
    meaning: 'user to log in as',
  },
  ansible_connection: {
    area: 'connection',
    schema: z.preprocess(kind => (kind === 'smart' ? 'ssh' : kind), oneOf('ssh', 'local')).describe('ssh | local'),
    default: 'ssh',
    meaning: 'how to reach the host; local is this machine',
  },
  ansible_ssh_private_key_file: {
    area: 'connection',
    schema: text.optional(),
    defaultText: 'what ~/.ssh/config says, else the agent and the usual files',
    meaning: 'private key to log in with',
  },
  ansible_password: {
    area: 'connection',
    schema: secret.optional(),
    vaulted: true,
    meaning: 'password to log in with; only ansible-vault encrypted, and a key is better',
  },
  ansible_become: {
    area: 'connection',
    schema: flag,
    defaultText: 'true over ssh (a login as root needs no sudo and uses none), false for local',
    meaning: 'do the work as ansible_become_user',
  },
  ansible_become_user: { area: 'connection', schema: text, default: 'root', meaning: 'user to do the work as' },
  ansible_become_method: {
    area: 'connection',
    schema: oneOf('sudo'),
    default: 'sudo',
    meaning: 'program that changes the user',
  },
  ansible_become_password: {
    area: 'connection',
    schema: secret.optional(),
    vaulted: true,
    meaning: 'password for sudo; only ansible-vault encrypted',
  },
} as const satisfies Record<string, Definition>

export type VariableName = keyof typeof variables

/** Older names that Ansible still takes, and those that Mantl's roles gave. */
export const aliases: Readonly<Record<string, VariableName>> = {
  ansible_ssh_host: 'ansible_host',
  ansible_ssh_port: 'ansible_port',
  ansible_ssh_user: 'ansible_user',
  ansible_ssh_pass: 'ansible_password',
  ansible_ssh_password: 'ansible_password',
  ansible_private_key_file: 'ansible_ssh_private_key_file',
  ansible_become_pass: 'ansible_become_password',
  zk_id: 'zookeeper_id',
  zookeeper_client_port: 'mesos_zk_port',
}

const viaSshConfig =
  'write the option into ~/.ssh/config, which mantl reads (HostName, User, Port, IdentityFile, ProxyJump)'

/** Variables of Ansible that would change what happens and that mantl cannot honour: named, never ignored. */
export const refused: Readonly<Record<string, string>> = {
  ansible_ssh_common_args: viaSshConfig,
  ansible_ssh_extra_args: viaSshConfig,
  ansible_ssh_args: viaSshConfig,
  ansible_ssh_executable: 'mantl speaks SSH itself and starts no ssh program',
  ansible_become_exe: 'sudo must be on the PATH of the host',
  ansible_become_flags: 'set the defaults in the host’s sudoers file',
}

export const definitionOf = (name: string): Definition | undefined =>
  Object.hasOwn(variables, name) ? variables[name as VariableName] : undefined
