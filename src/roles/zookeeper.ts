import { content } from '../provisioning/model/content.ts'
import { directory } from '../provisioning/operations/files/directory.ts'
import { installed } from '../provisioning/operations/packages/installed.ts'
import { readFile } from '../provisioning/operations/units/read-files.ts'
import { service } from '../provisioning/operations/units/service.ts'
import { membership } from '../provisioning/operations/zookeeper/membership.ts'
import { digestId } from '../zookeeper/digest.ts'
import { unitText } from './mesos/settings.ts'
import type { Cluster, Role, RoleContext, RoleHost } from './role.ts'

export const zooKeeperUnit = 'mantl-zookeeper'

/** A member of the ensemble over zookeeper_server_group, from the distribution's package. */
export const zookeeper: Role = {
  name: 'zookeeper',
  meaning: 'a member of the ZooKeeper ensemble over zookeeper_server_group',
  area: 'zookeeper',
  after: ['base', 'zookeeper-left'],
  serial: 1, // a quorum of three survives one member restarting, not two
  plays: host => host.groups.includes(host.vars.zookeeper_server_group),
  operations: context => {
    const { host, layout, surroundings } = context
    const { zookeeper_data_dir: data } = host.vars
    const members = membersOf(context.cluster, host)
    const id = members.find(member => member.name === host.name)?.id ?? 1
    const folder = `${layout.config}/zookeeper`
    const secret = host.vars.zk_super_user_secret !== undefined
    const configuration = content(context.template('zookeeper/zoo.cfg', configurationValues(context, members)), {
      secret,
    })
    const myid = content(`${id}\n`)
    const owner = surroundings.uid === 0 ? { owner: 'zookeeper:zookeeper' } : {}
    return [
      membership({ host: host.name, path: `${folder}/zoo.cfg`, members }),
      installed(['zookeeper']),
      directory({ path: folder, mode: 0o755 }),
      directory({ path: data, mode: 0o750, ...owner }),
      ...service({
        unit: zooKeeperUnit,
        manager: surroundings.unitManager,
        layout,
        port: { port: host.vars.mesos_zk_port, variable: 'mesos_zk_port' },
        text: unitText(context, 'zookeeper/zookeeper.service', {
          program: program(host, folder),
          environment: `${folder}/environment`,
          user: surroundings.unitManager === 'systemd' ? 'zookeeper' : undefined,
        }),
        files: [
          readFile({
            path: `${folder}/zoo.cfg`,
            content: configuration,
            ...(secret ? { mode: 0o600, ...owner } : { mode: 0o644 }),
          }),
          readFile({ path: `${data}/myid`, content: myid, mode: 0o644, ...owner }),
          readFile({ path: `${folder}/environment`, content: content(''), mode: 0o644 }),
        ],
        reads: [configuration.sha256, myid.sha256],
        ready: {
          what: 'ZooKeeper serves',
          command: { argv: ['timeout', '5', 'bash', '-c', servesScript, 'bash', String(host.vars.mesos_zk_port)] },
          timeoutMs: 90_000,
          // of two servers a majority is both
          ...(members.length === 2
            ? { together: members.map(({ name }) => name).filter(name => name !== host.name) }
            : {}),
        },
      }),
    ]
  },
}

interface Member {
  readonly name: string
  readonly address: string
  readonly id: number
  readonly peer: number
  readonly election: number
  /** Its folder. */
  readonly data: string
}

/** All members, numbered by zookeeper_id or by their place in the group. */
export const membersOf = ({ hosts }: Cluster, { vars }: RoleHost): readonly Member[] =>
  hosts
    .filter(({ groups }) => groups.includes(vars.zookeeper_server_group))
    .map((host, index) => ({
      name: host.name,
      address: host.address,
      id: host.vars.zookeeper_id ?? index + 1,
      peer: host.vars.zookeeper_peer_port,
      election: host.vars.zookeeper_election_port,
      data: host.vars.zookeeper_data_dir,
    }))

const configurationValues = ({ host: { vars } }: RoleContext, members: readonly Member[]) => ({
  data: vars.zookeeper_data_dir,
  port: vars.mesos_zk_port,
  tick_time: vars.zookeeper_tick_time,
  init_limit: vars.zookeeper_init_limit,
  sync_limit: vars.zookeeper_sync_limit,
  super: vars.zk_super_user_secret && digestId(vars.zk_super_user, vars.zk_super_user_secret.reveal()),
  members: members.length > 1 ? members.map(bracketed) : [],
})

const bracketed = (member: Member): Member =>
  member.address.includes(':') ? { ...member, address: `[${member.address}]` } : member

/** The start scripts of distributions differ; the class and its jars do not. */
const program = ({ vars }: RoleHost, folder: string): string =>
  `/usr/bin/java -Xmx${vars.zookeeper_heap_mb}m -XX:+UseSerialGC -cp /etc/zookeeper/conf:/usr/share/java/* org.apache.zookeeper.server.quorum.QuorumPeerMain ${folder}/zoo.cfg`

/** The four-letter word srvr is answered with a mode only by a server that serves. */
const servesScript = `exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf srvr >&3
grep -q '^Mode:' <&3`
