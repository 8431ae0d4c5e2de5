import { masterFlags } from '../../daemons/master/flags.ts'
import { type Content, content } from '../../provisioning/model/content.ts'
import type { Facts } from '../../provisioning/model/fact.ts'
import type { Operation } from '../../provisioning/model/operation.ts'
import { directory } from '../../provisioning/operations/files/directory.ts'
import {
  credentialsNeeds,
  finalContent,
  leaderCredentials,
  transitionalContent,
} from '../../provisioning/operations/mesos/leader-credentials.ts'
import { leaderEnvironment } from '../../provisioning/operations/mesos/leader-environment.ts'
import {
  earlierContent,
  earlierLoginsKept,
  handedOver,
  keptZooKeeperLogin,
  type LoginQuestion,
  loginNeeds,
  loginStage,
} from '../../provisioning/operations/mesos/zookeeper-login.ts'
import type { ReadFile } from '../../provisioning/operations/units/read-files.ts'
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
    flagsOf(context),
    ...(changesLogins(context)
      ? [earlierLoginsKept(loginOf(context), ownerOf(context))]
      : [keptZooKeeperLogin(loginOf(context))]),
    ...unit(context, 'accept-both'),
  ],
}

/** Ends the acceptance of old secrets, once the followers have the new ones; and what belongs to ZooKeeper's old login, once all leaders have its new one. */
export const secrets: Role = {
  name: 'mesos-secrets',
  meaning: 'leaders stop accepting secrets that were replaced',
  area: 'mesos',
  after: ['mesos-leader', 'mesos-follower'],
  serial: 1,
  plays: playsLeader,
  operations: context => {
    const handing = changesLogins(context)
    if (!handing && !hasCredentials(context)) return []
    return [
      ...(hasCredentials(context) ? [leaderCredentials(credentialsWanted(context), 'final')] : []),
      ...(handing ? [handedOver(handOverOf(context), 'before'), environmentOperation(context, 'final')] : []),
      ...unit(context, 'final').slice(-1).map(onlyAfterChange(context)),
      ...(handing ? [handedOver(handOverOf(context), 'after')] : []),
    ]
  },
}

type Stage = 'accept-both' | 'final'

const paths = ({ layout }: RoleContext) => ({
  credentials: `${layout.config}/leader-credentials`,
  environment: `${layout.config}/leader.env`,
  earlierLogins: `${layout.config}/leader-zookeeper-before`,
})

const ownerOf = ({ surroundings }: RoleContext) => (surroundings.uid === 0 ? { owner: 'mesos:mesos' } : {})

const workFolder = (context: RoleContext) => `${foldersOf(context).work}/leader`

const folders = (context: RoleContext): readonly Operation[] => [
  directory({ path: workFolder(context), mode: 0o700, ...ownerOf(context) }),
]

const hasCredentials = ({ cluster }: RoleContext) => acceptedCredentials(cluster).length > 0

const credentialsWanted = (context: RoleContext) => ({
  path: paths(context).credentials,
  ...ownerOf(context),
  credentials: acceptedCredentials(context.cluster),
  finalAfter: secrets.after,
})

/** As they are in the leader's own wave. */
const filesOf = (context: RoleContext): readonly ReadFile[] => {
  const wanted = credentialsWanted(context)
  const credentials: ReadFile = {
    operation: leaderCredentials(wanted, 'accept-both'),
    question: { path: wanted.path, show: false },
    sha256: facts => transitionalContent(wanted, facts).sha256,
  }
  const environment: ReadFile = {
    operation: environmentOperation(context, 'accept-both'),
    question: { path: paths(context).environment, show: !environmentText(context, false).secret },
    sha256: facts => environmentOf(context, 'accept-both', facts).sha256,
  }
  return [...(hasCredentials(context) ? [credentials] : []), environment]
}

/** Only a leader of ours logs in to ZooKeeper under two names. */
const changesLogins = (context: RoleContext): boolean =>
  leaderZooKeeperUrl(context.host) !== undefined && isOurs(context.host.vars.mesos_leader_cmd, context)

const loginOf = (context: RoleContext): LoginQuestion => {
  const login = zooKeeperLogin(context.host)
  const { environment, earlierLogins: earlier } = paths(context)
  return { environment, earlier, ...(login === undefined ? {} : { login }) }
}

const handOverOf = (context: RoleContext) => ({
  ...loginOf(context),
  servers: context.host.vars.mesos_zk_hosts,
  folder: context.host.vars.mesos_zk_chroot,
})

const flagsOf = (context: RoleContext): Operation =>
  flagsFit('mesos_leader_flags', context.host.vars.mesos_leader_flags, {
    table: masterFlags,
    own: flagsIn(context.template('mesos/leader.env', { ...environmentValues(context), flags: [] })),
    ours: isOurs(context.host.vars.mesos_leader_cmd, context),
  })

/** What the leader's environment file is to hold in this wave. */
const environmentOf = (context: RoleContext, stage: Stage, facts: Facts): Content =>
  environmentText(context, stage === 'accept-both' && knowsBoth(context, facts))

const environmentText = (context: RoleContext, both: boolean): Content => {
  const more = context.host.vars.mesos_leader_flags
  const values = {
    ...environmentValues(context),
    zk_previous_credentials: both ? paths(context).earlierLogins : '',
    flags: flagLines(more),
  }
  return content(context.template('mesos/leader.env', values), {
    secret: zooKeeperLogin(context.host) !== undefined || holdsSecret(more),
  })
}

const environmentOperation = (context: RoleContext, stage: Stage): Operation =>
  leaderEnvironment({
    question: loginOf(context),
    ...ownerOf(context),
    stage,
    finalAfter: ['mesos-leader'],
    text: facts => environmentOf(context, stage, facts),
    hidden: environmentText(context, false).secret,
  })

const knowsBoth = (context: RoleContext, facts: Facts): boolean =>
  changesLogins(context) && loginStage(loginOf(context), facts) === 'both'

const unit = (context: RoleContext, stage: Stage): readonly Operation[] => {
  const { unitManager: manager } = context.surroundings
  const values = {
    program: programPath(context.host.vars.mesos_leader_cmd, context),
    environment: paths(context).environment,
    work: workFolder(context),
  }
  return service({
    unit: leaderUnit,
    replaces: cppMasterUnits,
    manager,
    layout: context.layout,
    port: { port: context.host.vars.mesos_leader_port, variable: 'mesos_leader_port' },
    text: unitText(context, 'mesos/leader.service', { ...values, user: manager === 'systemd' ? 'mesos' : undefined }),
    files: stage === 'accept-both' ? filesOf(context) : [],
    reads: facts => [
      environmentOf(context, stage, facts).sha256,
      context.release.digest,
      credentialsDigest(context, stage, facts),
      ...(stage === 'accept-both' && knowsBoth(context, facts) ? [earlierContent(loginOf(context), facts).sha256] : []),
    ],
    needs: [
      ...loginNeeds(loginOf(context)),
      ...(hasCredentials(context) ? credentialsNeeds(paths(context).credentials) : []),
    ],
    ready: {
      what: 'the leader daemon answers',
      command: answers(context.host.vars.mesos_leader_port, '/health', '200 OK'),
      timeoutMs: 60_000,
    },
  })
}

const credentialsDigest = (context: RoleContext, stage: Stage, facts: Facts): string => {
  if (!hasCredentials(context)) return ''
  const wanted = credentialsWanted(context)
  return (stage === 'final' ? finalContent(wanted) : transitionalContent(wanted, facts)).sha256
}

/** The last wave restarts a leader only when it drops a secret; anything else the leader's own wave has done. */
const onlyAfterChange =
  (context: RoleContext) =>
  (operation: Operation): Operation => ({
    ...operation,
    changes: facts =>
      credentialsDigest(context, 'final', facts) === credentialsDigest(context, 'accept-both', facts) &&
      !knowsBoth(context, facts)
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
    zk_previous_credentials: '',
    quorum: Math.floor(leadersOf(context.cluster).length / 2) + 1,
    credentials: hasCredentials(context) ? paths(context).credentials : '',
    authenticate_frameworks: vars.mesos_authenticate_frameworks,
    authenticate_followers: vars.mesos_authenticate_followers,
  }
}
