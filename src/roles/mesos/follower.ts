import { followerFlags } from '../../daemons/follower/flags.ts'
import { type Content, content } from '../../provisioning/model/content.ts'
import { readFile } from '../../provisioning/operations/units/read-files.ts'
import { followerUnit, service } from '../../provisioning/operations/units/service.ts'
import type { Role, RoleContext } from '../role.ts'
import { cppAgentUnits } from './cpp-units.ts'
import { flagLines, flagsFit, flagsIn, holdsSecret } from './extra-flags.ts'
import {
  advertisedIp,
  answers,
  bindAddress,
  foldersOf,
  hostName,
  isOurs,
  leadersOf,
  playsFollower,
  programPath,
  unitText,
  zooKeeperUrl,
} from './settings.ts'

/** A Mesos agent. Its unit leaves tasks running when it restarts. */
export const follower: Role = {
  name: 'mesos-follower',
  meaning: 'the follower daemon (a Mesos agent), its flags, credential and unit',
  area: 'mesos',
  after: ['container-tools', 'mesos-leader'],
  waitsFor: 'mesos-leader', // followers try again until one leads
  plays: playsFollower,
  operations: context => {
    const more = context.host.vars.mesos_follower_flags
    const settings = environmentValues(context)
    const own = flagsIn(context.template('mesos/follower.env', { ...settings, flags: [] }))
    const environment = content(context.template('mesos/follower.env', { ...settings, flags: flagLines(more) }), {
      secret: holdsSecret(more),
    })
    const credential = credentialOf(context)
    const { unitManager: manager } = context.surroundings
    const values = {
      program: programPath(context.host.vars.mesos_follower_cmd, context),
      environment: paths(context).environment,
    }
    return [
      flagsFit('mesos_follower_flags', more, {
        table: followerFlags,
        own,
        ours: isOurs(context.host.vars.mesos_follower_cmd, context),
      }),
      ...service({
        unit: followerUnit,
        replaces: cppAgentUnits,
        manager,
        layout: context.layout,
        port: { port: context.host.vars.mesos_follower_port, variable: 'mesos_follower_port' },
        text: unitText(context, 'mesos/follower.service', values),
        files: [
          ...(credential === undefined
            ? []
            : [
                readFile({
                  path: paths(context).credential,
                  content: credential,
                  mode: 0o600,
                  replaceAfter: ['mesos-leader'],
                }),
              ]),
          readFile({ path: paths(context).environment, content: environment, mode: 0o600 }),
        ],
        reads: [environment.sha256, context.release.digest, credential?.sha256 ?? ''],
        ready: {
          what: 'the follower registered with the leader',
          command: answers(context.host.vars.mesos_follower_port, '/state', '"id": ?"[^"]+-S[0-9]+"'),
          timeoutMs: 90_000,
        },
      }),
    ]
  },
}

const paths = ({ layout }: RoleContext) => ({
  credential: `${layout.config}/follower-credential`,
  environment: `${layout.config}/follower.env`,
})

const credentialOf = ({ host: { vars } }: RoleContext): Content | undefined => {
  const secret = vars.mesos_follower_secret
  if (secret === undefined) return undefined
  return content(`${JSON.stringify({ principal: vars.mesos_follower_principal, secret: secret.reveal() })}\n`, {
    secret: true,
  })
}

const environmentValues = (context: RoleContext) => {
  const { host, surroundings, layout } = context
  const { vars } = host
  const { logs, work } = foldersOf(context)
  const ordinaryUser = surroundings.uid !== 0
  return {
    ip: bindAddress(context),
    advertise_ip: advertisedIp(context) ?? '',
    hostname: hostName(context),
    port: vars.mesos_follower_port,
    master: zooKeeperUrl(host) ?? leaderAddress(context),
    attributes: vars.mesos_attributes,
    resources: vars.mesos_resources,
    isolation: ordinaryUser && !vars.given.has('mesos_isolation') ? 'posix/cpu,posix/mem' : vars.mesos_isolation,
    work_dir: work,
    runtime_dir: `${ordinaryUser ? layout.runtime : '/var/run/mesos'}/follower`,
    log_dir: logs,
    logging_level: vars.mesos_logging_level,
    credential: vars.mesos_follower_secret === undefined ? '' : paths(context).credential,
    switch_user: !ordinaryUser,
    // what the inventory says is so: changed attributes or resources must not cost the agent its tasks. Other agents know no more than additive
    reconfiguration_policy: isOurs(vars.mesos_follower_cmd, context) ? 'any' : 'additive',
    registration_backoff_factor: Object.hasOwn(vars.mesos_follower_flags, 'registration_backoff_factor')
      ? ''
      : backoff(context),
  }
}

/**
 * Over how long followers spread their first message to a new leader; '': Mesos' second. With everybody on one machine there is no stampede to
 * spread out, and where one leader is enough its followers are so few that it takes all of them at once.
 */
const backoff = (context: RoleContext): string => {
  if (bindAddress(context) === '127.0.0.1') return '10ms'
  return zooKeeperUrl(context.host) === undefined ? '100ms' : ''
}

/** Without ZooKeeper there is one leader, and the inventory says where. */
const leaderAddress = (context: RoleContext): string => {
  const [leader] = leadersOf(context.cluster)
  if (leader === undefined) return ''
  const address =
    leader.name === context.host.name && bindAddress(context) === '127.0.0.1' ? '127.0.0.1' : leader.address
  return `${address}:${leader.vars.mesos_leader_port}`
}
