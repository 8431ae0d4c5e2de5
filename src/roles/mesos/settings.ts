import type { Cluster, RoleContext, RoleHost } from '../role.ts'

/** What leader and follower draw from the same variables. */
export const playsLeader = ({ vars }: RoleHost) => ['leader', 'mixed'].includes(vars.mesos_mode)
export const playsFollower = ({ vars }: RoleHost) => ['follower', 'mixed'].includes(vars.mesos_mode)

export const leadersOf = ({ hosts }: Cluster) => hosts.filter(playsLeader)

/** zk://h1:p1,h2:p2/chroot, or undefined for a cluster without ZooKeeper. */
export const zooKeeperUrl = ({ vars }: RoleHost): string | undefined =>
  vars.mesos_zk_hosts === '' ? undefined : `zk://${vars.mesos_zk_hosts}/${vars.mesos_zk_chroot}`

/** The same with the login that lets leaders change what is there. Followers only read, which everybody may. */
export const leaderZooKeeperUrl = (host: RoleHost): string | undefined => {
  const login = zooKeeperLogin(host)
  return login === undefined ? zooKeeperUrl(host) : zooKeeperUrl(host)?.replace('zk://', () => `zk://${login}@`)
}

/** `user:secret`, where the inventory gives one. */
export const zooKeeperLogin = ({ vars }: RoleHost): string | undefined =>
  vars.zk_mesos_user_secret === undefined ? undefined : `${vars.zk_mesos_user}:${vars.zk_mesos_user_secret.reveal()}`

/** Folders: as the inventory says, else where the user may write. */
export const foldersOf = ({ host, layout }: RoleContext) => ({
  logs: host.vars.given.has('mesos_log_dir') ? host.vars.mesos_log_dir : layout.logs,
  work: host.vars.given.has('mesos_work_dir') ? host.vars.mesos_work_dir : layout.work,
})

/** A whole cluster on one machine listens there alone. */
export const bindAddress = ({ host, cluster }: RoleContext): string =>
  host.vars.connection.kind === 'local' && cluster.hosts.length === 1 ? '127.0.0.1' : '0.0.0.0'

/** What others dial: only a number can be announced, a name is left to the daemon's own look-up. */
export const advertisedIp = (context: RoleContext): string | undefined => {
  if (bindAddress(context) === '127.0.0.1') return undefined
  return /^\d+\.\d+\.\d+\.\d+$/.test(context.host.address) ? context.host.address : undefined
}

export const hostName = (context: RoleContext): string =>
  bindAddress(context) === '127.0.0.1' ? 'localhost' : context.host.address

/** Whether a command is a program of the release that we push. */
export const isOurs = (command: string, { release }: RoleContext): boolean =>
  release.files.some(({ path }) => path === `bin/${command}`)

/** A bare name of ours is taken from the release, any other from the unit's PATH, a path as it stands. */
export const programPath = (command: string, context: RoleContext): string => {
  if (command.includes('/')) return command
  return isOurs(command, context) ? `${context.layout.current}/bin/${command}` : `/usr/bin/env ${command}`
}

/** The unit of systemd, or the script for our supervisor. */
export const unitText = (context: RoleContext, template: string, values: Readonly<Record<string, unknown>>): string =>
  context.template(context.surroundings.unitManager === 'supervisor' ? 'supervisor/run.sh' : template, {
    ...values,
    target: context.surroundings.unitManager === 'systemd-user' ? 'default.target' : 'multi-user.target',
  })

/**
 * Asks a daemon of the host itself over HTTP; 0 as soon as a line of the answer matches the pattern, ten times in a second before it says
 * no: an answer is heard when it is there, and not a round trip and four processes later. bash alone, for curl may be absent.
 * The host counts the seconds: were the connection to do it, it would end its shell, and with that the lock.
 */
export const answers = (port: number, path: string, pattern: string) => ({
  argv: ['timeout', '6', 'bash', '-c', askScript, 'bash', String(port), path, pattern],
})

/** A pause costs no process where bash can wait for a pipe in which nothing ever comes; a refused connection costs none either. */
const askScript = `exec 2>/dev/null 4<> <(:)
rest() { read -r -t 0.1 -u 4; [ $? -gt 128 ] || sleep 0.1; }
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' "$2" >&3
  grep -Eq "$3" <&3
}
for i in 1 2 3 4 5 6 7 8 9 10; do ask "$@" && exit 0; rest; done
exit 1`
