import { masterFlags } from '../../daemons/master/flags.ts'
import { content } from '../../provisioning/model/content.ts'
import type { Facts } from '../../provisioning/model/fact.ts'
import type { Operation } from '../../provisioning/model/operation.ts'
import { directory } from '../../provisioning/operations/files/directory.ts'
import { file } from '../../provisioning/operations/files/file.ts'
import {
  credentialsNeeds,
  finalContent,
  leaderCredentials,
  transitionalContent,
} from '../../provisioning/operations/mesos/leader-credentials.ts'
import { keptZooKeeperLogin } from '../../provisioning/operations/mesos/zookeeper-login.ts'
import { leaderUnit, service } from '../../provisioning/operations/units/service.ts'
import type { Role, RoleContext } from '../role.ts'
import { acceptedCredentials } from './accepted-credentials.ts'
import { cppMasterUnits } from './cpp-units.ts'
import { flagLines, flagsFit, flagsIn, holdsSecret } from './extra-flags.ts'
import {
  advertisedIp,
  answers,
  bindAddress,
  foldersOf,
  hostName,
  isOurs,
  leadersOf,
  leaderZooKeeperUrl,
  playsLeader,
  programPath,
  unitText,
  zooKeeperLogin,
} from './settings.ts'

/** A Mesos master. During a change of secrets it accepts old and new ones; the role mesos-secrets ends that. */
export const leader: Role = {
  name: 'mesos-leader',
  meaning: 'the leader daemon (a Mesos master), its flags, credentials and unit',
  area: 'mesos',
  after: ['base', 'zookeeper'],
  serial: 1, // a standby takes over while one restarts
  plays: playsLeader,
  operations: context => [
    ...folders(context),
    ...credentialOperations(context, 'accept-both'),
    ...daemon(context, 'accept-both'),
  ],
}

/** Ends the acceptance of old secrets, once the followers have the new ones. */
export const secrets: Role = {
  name: 'mesos-secrets',
  meaning: 'leaders stop accepting secrets that were replaced',
  area: 'mesos',
  after: ['mesos-leader', 'mesos-follower'],
  serial: 1,
  plays: playsLeader,
  operations: context =>
    hasCredentials(context)
      ? [...credentialOperations(context, 'final'), ...daemon(context, 'final').slice(-1).map(onlyAfterChange(context))]
      : [],
}

const paths = ({ layout }: RoleContext) => ({
  credentials: `${layout.config}/leader-credentials`,
  environment: `${layout.config}/leader.env`,
})

const ownerOf = ({ surroundings }: RoleContext) => (surroundings.uid === 0 ? { owner: 'mesos:mesos' } : {})

const workFolder = (context: RoleContext) => `${foldersOf(context).work}/leader`

const folders = (context: RoleContext): readonly Operation[] => [
  directory({ path: workFolder(context), mode: 0o700, ...ownerOf(context) }),
]

const hasCredentials = ({ cluster }: RoleContext) => acceptedCredentials(cluster).length > 0

const credentialOperations = (context: RoleContext, stage: 'accept-both' | 'final'): readonly Operation[] => {
  if (!hasCredentials(context)) return []
  const credentials = acceptedCredentials(context.cluster)
  const wanted = { path: paths(context).credentials, ...ownerOf(context), credentials, finalAfter: secrets.after }
  return [leaderCredentials(wanted, stage)]
}

const daemon = (context: RoleContext, stage: 'accept-both' | 'final'): readonly Operation[] => {
  const login = zooKeeperLogin(context.host)
  const more = context.host.vars.mesos_leader_flags
  const settings = environmentValues(context)
  const own = flagsIn(context.template('mesos/leader.env', { ...settings, flags: [] }))
  const environment = content(context.template('mesos/leader.env', { ...settings, flags: flagLines(more) }), {
    secret: login !== undefined || holdsSecret(more),
  })
  const { unitManager: manager } = context.surroundings
  const values = {
    program: programPath(context.host.vars.mesos_leader_cmd, context),
    environment: paths(context).environment,
    work: workFolder(context),
  }
  return [
    flagsFit('mesos_leader_flags', more, {
      table: masterFlags,
      own,
      ours: isOurs(context.host.vars.mesos_leader_cmd, context),
    }),
    keptZooKeeperLogin({ path: paths(context).environment, ...(login === undefined ? {} : { login }) }),
    file({ path: paths(context).environment, content: environment, mode: 0o600, ...ownerOf(context) }),
    ...service({
      unit: leaderUnit,
      replaces: cppMasterUnits,
      manager,
      layout: context.layout,
      port: { port: context.host.vars.mesos_leader_port, variable: 'mesos_leader_port' },
      text: unitText(context, 'mesos/leader.service', { ...values, user: manager === 'systemd' ? 'mesos' : undefined }),
      reads: facts => [environment.sha256, context.release.digest, credentialsDigest(context, stage, facts)],
      needs: hasCredentials(context) ? credentialsNeeds(paths(context).credentials) : [],
      ready: {
        what: 'the leader daemon answers',
        command: answers(context.host.vars.mesos_leader_port, '/health', '200 OK'),
        timeoutMs: 60_000,
      },
    }),
  ]
}

const credentialsDigest = (context: RoleContext, stage: 'accept-both' | 'final', facts: Facts): string => {
  if (!hasCredentials(context)) return ''
  const wanted = { path: paths(context).credentials, credentials: acceptedCredentials(context.cluster) }
  return (stage === 'final' ? finalContent(wanted) : transitionalContent(wanted, facts)).sha256
}

/** The last wave restarts a leader only when it drops a secret; anything else the leader's own wave has done. */
const onlyAfterChange =
  (context: RoleContext) =>
  (operation: Operation): Operation => ({
    ...operation,
    changes: facts =>
      credentialsDigest(context, 'final', facts) === credentialsDigest(context, 'accept-both', facts)
        ? []
        : operation.changes(facts),
  })

const environmentValues = (context: RoleContext) => {
  const { vars } = context.host
  const { logs } = foldersOf(context)
  return {
    ip: bindAddress(context),
    advertise_ip: advertisedIp(context) ?? '',
    hostname: hostName(context),
    port: vars.mesos_leader_port,
    cluster: vars.mesos_cluster,
    work_dir: workFolder(context),
    log_dir: logs,
    logging_level: vars.mesos_logging_level,
    zk: leaderZooKeeperUrl(context.host) ?? '',
    quorum: Math.floor(leadersOf(context.cluster).length / 2) + 1,
    credentials: hasCredentials(context) ? paths(context).credentials : '',
    authenticate_frameworks: vars.mesos_authenticate_frameworks,
    authenticate_followers: vars.mesos_authenticate_followers,
  }
}
